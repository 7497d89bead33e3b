-- Calls PostGraphile as `load` says; wrk runs this. Every answer is looked at.
-- Arguments: mode, words that make request ids unique, day, first day of a quarter, organisations,
-- programmes (codes, joined by commas).

local mode, unique, day, quarter, organisations, programmes
local threads, made = {}, 0
number, errors = 0, 0  -- of this thread; global, so that setup and done reach them

local function split(text)
  local parts = {}
  for part in text:gmatch("[^,]+") do parts[#parts + 1] = part end
  return parts
end

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("number", #threads)
  thread:set("errors", 0)
end

local LOG = ([[mutation($input: LogReachInput!) { logReach(input: $input) { loggedReach {
 id externalId organisation programme occurredOn ward mode topic people newPeople signposted state
 etag recordTime updateTime } } }]]):gsub("\n", "")
local TOTALS = ([[query($organisation: String!, $quarter: Date!) {
 totals(organisation: $organisation, quarter: $quarter) {
 recruited recruitedToDate trained trainedToDate reached reachedToDate newPeople newPeopleToDate
 signposted signpostedToDate impressions impressionsToDate activities activitiesToDate
 awardedPence awardedPenceToDate paidPence paidPenceToDate } }]]):gsub("\n", "")

function init(arguments)
  mode, unique, day, quarter = arguments[1], arguments[2], arguments[3], arguments[4]
  organisations, programmes = split(arguments[5]), split(arguments[6])
  math.randomseed(tonumber(unique:sub(1, 8), 16) + number)
  wrk.method, wrk.path = "POST", "/graphql"
  wrk.headers["Content-Type"] = "application/json"
end

-- A UUID of the words given, the thread and a count.
local function request_id()
  made = made + 1
  return string.format("%s-%s-4%s-a%03x-%012x", unique:sub(1, 8), unique:sub(9, 12),
                       unique:sub(13, 15), number, made)
end

local MODES = {"CONVERSATION", "GROUP", "HEALTH_CHECK", "PHONE_OR_ONLINE"}
local TOPICS = {"MATERNAL_HEALTH", "MENTAL_HEALTH", "SOCIAL_ISOLATION", "DIABETES", "HYPERTENSION",
                "IMMUNISATION", "HEALTHY_LIFESTYLE", "OTHER"}

local function log_body()
  local people = math.random(1, 30)
  return string.format(
    '{"query":"%s","variables":{"input":{"requestId":"%s","organisation":"%s","programme":"%s",' ..
    '"occurredOn":"%s","mode":"%s","topic":"%s","people":%d,"newPeople":%d,"signposted":%d}}}',
    LOG, request_id(), organisations[math.random(#organisations)],
    programmes[math.random(#programmes)], day, MODES[math.random(#MODES)],
    TOPICS[math.random(#TOPICS)], people, math.random(0, people), math.random(0, people))
end

local function totals_body()
  return string.format('{"query":"%s","variables":{"organisation":"%s","quarter":"%s"}}',
                       TOTALS, organisations[math.random(#organisations)], quarter)
end

function request()
  return wrk.format(nil, nil, nil, mode == "log" and log_body() or totals_body())
end

local WANTED = {log = '"logReach":{"loggedReach":{"id":"', totals = '"totals":{"recruited":"'}

function response(status, headers, body)
  if status == 200 and not body:find('"errors"', 1, true) and body:find(WANTED[mode], 1, true) then
    return
  end
  errors = errors + 1
  if errors == 1 then io.stderr:write("load: ", status, " ", body:sub(1, 500), "\n") end
end

function done(summary, latency, requests)
  local broken = summary.errors
  local wrong = broken.connect + broken.read + broken.write + broken.timeout
  for _, thread in ipairs(threads) do wrong = wrong + thread:get("errors") end
  local right = summary.requests
  for _, thread in ipairs(threads) do right = right - thread:get("errors") end
  print(string.format(
    'result {"ok": %d, "errors": %d, "rate": %.1f, "p50_ms": %.3f, "p99_ms": %.3f}', right, wrong,
    right / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
