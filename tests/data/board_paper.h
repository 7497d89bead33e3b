// What a board paper of 7 November 2024 printed, typed in as facts with its mistakes: its
// performance measures, the headline figures and the budget.
#pragma once

namespace champions::test {

constexpr const char* kBoardMeasures =
    R"csv(number,objective,measure,part,unit,better,target_text,target_value,baseline_text,baseline_value,current_value,printed_change_percent,printed_status,commentary
1,Reduce health inequalities,Reduction in number of children 5 and under with tooth decay,,percent,lower,5% reduction,,42.7%,42.7,35.8,-16.0,MET,Survey below its sample size: use with caution
2,Reduce health inequalities,Improvements in patient reported access to General Practice services,good,percent,higher,To improve to the NWL average,71,NWL 71% / London 76%,71,69,-2.8,MET Partially,2024 survey; good rose from 62% to 69% over the year
2,Reduce health inequalities,Improvements in patient reported access to General Practice services,poor,percent,lower,To improve to the NWL average,12,NWL 12% / London 7%,12,8.2,-31,MET Partially,Poor fell from 30% to 8% over the year
3,Integrated out of hospital care,Increase in number of citizens reporting positive experience of care,positive,percent,higher,Target to be established in year 1,,Baseline to be established in year 1,,80,,,Available from October 2024; sets the baseline
3,Integrated out of hospital care,Increase in number of citizens reporting positive experience of care,negative,percent,lower,Target to be established in year 1,,Baseline to be established in year 1,,19,,,
3,Integrated out of hospital care,Increase in number of citizens reporting positive experience of care,neutral,percent,,Target to be established in year 1,,Baseline to be established in year 1,,1,,,
4,Integrated out of hospital care,Increase in number of staff reporting satisfaction in their work,CLCH Harrow Integrated Care,score,higher,TBC,,5.49,5.49,,,,New baseline; next results March 2025
4,Integrated out of hospital care,Increase in number of staff reporting satisfaction in their work,CNWL Harrow Children's Community Health,score,higher,TBC,,5.44,5.44,,,,
4,Integrated out of hospital care,Increase in number of staff reporting satisfaction in their work,CNWL Harrow Mental Health,score,higher,TBC,,6.32,6.32,,,,
4,Integrated out of hospital care,Increase in number of staff reporting satisfaction in their work,NHS NWL ICB Harrow Team,score,higher,TBC,,4.53,4.53,,,,
4,Integrated out of hospital care,Increase in number of staff reporting satisfaction in their work,LNWHT average of 29 departments,score,higher,TBC,,5.93,5.93,,,,
5,Care pathways,Reduction in Non-Elective admissions for Ambulatory Sensitive conditions,,per 1000,lower,9.89 (this equates to 16% reduction),9.89,11.47,11.47,11.8,0.9,,Stable (11.9 to 11.8) over the last quarter and still not meeting the target
)csv";

constexpr const char* kBoardHeadline =
    R"csv(programme,as_at,recruited_to_date,trained_to_date,reached_to_date
Healthy Harrow,2024-09-30,321,174,12252
)csv";

constexpr const char* kBoardBudget = R"csv(year,line,kind,amount_gbp
2024/25,North West London ICB,contribution,50000.00
2024/25,Harrow Council,contribution,50000.00
2024/25,Central and North West London NHS Mental Health Trust,contribution,50000.00
2024/25,London North West NHS Trust,contribution,50000.00
2024/25,Central London Community Healthcare NHS Trust,contribution,50000.00
2024/25,Carry forward from 2023/24,carry_forward,278019.00
2024/25,Total budget,total,528019.00
)csv";

}  // namespace champions::test
