-- Store session and reply, unless the session was changed since.
-- KEYS[1] person; ARGV: message ('' = none), revision expected, revision new, session, reply,
-- session in ms, seen in ms, seen messages at most.
-- Returns 1, or 0 and nothing is stored.
if (redis.call('HGET', KEYS[1], 'r') or '0') ~= ARGV[2] then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], 's', ARGV[4], 'r', ARGV[3])
if ARGV[1] ~= '' then
  redis.call('HSET', KEYS[1], 'm:' .. ARGV[1], string.format('%.0f', now + ARGV[7]) .. 'D' .. ARGV[5])
end
local fields = redis.call('HLEN', KEYS[1])
if fields % 8 == 0 or fields > ARGV[8] + 2 then -- now and then: reading all of them costs more than the rest
  local all = redis.call('HGETALL', KEYS[1])
  local live = {}
  for i = 1, #all, 2 do
    if string.sub(all[i], 1, 2) == 'm:' then
      local expires = tonumber(string.match(all[i + 1], '^%d+'))
      if expires <= now then
        redis.call('HDEL', KEYS[1], all[i])
      else
        live[#live + 1] = {expires, all[i]}
      end
    end
  end
  if #live > tonumber(ARGV[8]) then
    table.sort(live, function(a, b) return a[1] < b[1] end)
    for i = 1, #live - tonumber(ARGV[8]) do redis.call('HDEL', KEYS[1], live[i][2]) end
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return 1
