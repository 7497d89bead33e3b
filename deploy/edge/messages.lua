-- Keeps a message from the server that says it is larger than the server takes: nothing of the call
-- is sent on from there, and it ends when its time is up.
--
-- gRPC 1.51 looks at the size of a message when all of it is in memory, and makes room for as much
-- as the message says. The length stands in front of it: one octet of flags, then four of length.

local LARGEST_MESSAGE_BYTES = 4 * 1024 * 1024
local PREFIX_BYTES = 5

local Messages = { id = "gRPC messages", flags = filter.FLT_CFG_FL_HTX }
Messages.__index = Messages

function Messages:new()
  return setmetatable({ left_bytes = 0, prefix = "", is_refused = false }, Messages)
end

function Messages:start_analyze(_, channel)
  if not channel:is_resp() then filter.register_data_filter(self, channel) end
end

-- Where nothing is returned, all is sent on. ERROR would not stop it in HAProxy 2.6; WAIT does.
function Messages:http_payload(_, message)
  if self.is_refused then return filter.WAIT end
  local available, at = message:input(), 0
  while at < available do
    if self.left_bytes > 0 then
      local step = math.min(self.left_bytes, available - at)
      self.left_bytes, at = self.left_bytes - step, at + step
    else
      -- Where frames meet, HAProxy 2.6 gives more than it was asked for.
      local wanted = math.min(PREFIX_BYTES - #self.prefix, available - at)
      local piece = string.sub(message:body(at, wanted), 1, wanted)
      if #piece == 0 then return end
      self.prefix, at = self.prefix .. piece, at + #piece
      if #self.prefix == PREFIX_BYTES then
        self.left_bytes, self.prefix = string.unpack(">I4", self.prefix, 2), ""
        self.is_refused = self.left_bytes > LARGEST_MESSAGE_BYTES
        if self.is_refused then return filter.WAIT end
      end
    end
  end
end

core.register_filter("grpc-messages", Messages, function(class) return class end)
