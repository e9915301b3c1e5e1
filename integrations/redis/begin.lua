-- Claim a message and read the session.
-- KEYS[1] person; ARGV: message ('' = none), holder, claim in ms (0 = only look).
-- Returns {state, session, revision, reply}; state F fresh, P in progress, D done.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local field = 'm:' .. ARGV[1]
local got = redis.call('HMGET', KEYS[1], 's', 'r', field)
local session, revision, kept = got[1] or '', got[2] or '0', got[3]
local claim = tonumber(ARGV[3])
if ARGV[1] ~= '' then
  if kept then
    local expires, mark, rest = string.match(kept, '^(%d+)(%u)(.*)$')
    if tonumber(expires) > now then
      if mark == 'D' then return {'D', session, revision, rest} end
      if claim > 0 then return {'P', session, revision, ''} end
    end
  end
  if claim > 0 then
    redis.call('HSET', KEYS[1], field, string.format('%.0f', now + claim) .. 'C' .. ARGV[2])
    if redis.call('PTTL', KEYS[1]) < claim then redis.call('PEXPIRE', KEYS[1], claim) end
  end
end
return {'F', session, revision, ''}
