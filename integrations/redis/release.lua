-- Give up a claim that is still ours. KEYS[1] person; ARGV: message, holder.
local kept = redis.call('HGET', KEYS[1], 'm:' .. ARGV[1])
if kept and string.match(kept, '^%d+(C.*)$') == 'C' .. ARGV[2] then
  redis.call('HDEL', KEYS[1], 'm:' .. ARGV[1])
  return 1
end
return 0
