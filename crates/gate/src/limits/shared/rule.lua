-- One decision over all counters of a request, as limits/window.rs decides in memory: ten buckets a window, two windows a
-- counter, and what is refused anywhere is counted nowhere. `now` stands before this text.
--
-- KEYS: the counters. ARGV: 1 to count or 0 to look; then for each counter, of its shorter and its longer window, the
-- length of a bucket in milliseconds and the limit, zero for none.
-- Answer: 1 or 0 for admitted; then for each window what is used, and the milliseconds until more may come.
--
-- A counter is text: for each window the length of a bucket, the number of its newest bucket, and ten counts.

local BUCKETS = 10

local function roll(window, bucket_ms)
  local bucket = math.floor(now / bucket_ms)
  if window[1] ~= bucket_ms or window[2] - bucket >= BUCKETS then
    window[1], window[2] = bucket_ms, bucket
    for slot = 0, BUCKETS - 1 do window[3 + slot] = 0 end
  end
  for passed = math.max(window[2] + 1, bucket - BUCKETS + 1), bucket do
    window[3 + passed % BUCKETS] = 0
  end
  window[2] = math.max(window[2], bucket)
end

local function used(window)
  local sum = 0
  for slot = 0, BUCKETS - 1 do sum = sum + window[3 + slot] end
  return sum
end

local function wait(window, limit)
  local most = math.min(used(window), limit)
  local left = used(window)
  for age = BUCKETS - 1, 0, -1 do
    left = left - window[3 + (window[2] - age) % BUCKETS]
    if left < most then
      return math.max((window[2] - age + BUCKETS) * window[1] - now, 0)
    end
  end
  return 0
end

local windows, limits, admitted = {}, {}, 1
for k = 1, #KEYS do
  local kept = {}
  for number in string.gmatch(redis.call('GET', KEYS[k]) or '', '%-?%d+') do
    kept[#kept + 1] = tonumber(number)
  end
  for w = 0, 1 do
    local window = {}
    for n = 1, BUCKETS + 2 do window[n] = kept[w * (BUCKETS + 2) + n] or 0 end
    local at = 4 * (k - 1) + 2 * w + 2
    local limit = tonumber(ARGV[at + 1])
    roll(window, tonumber(ARGV[at]))
    if limit > 0 and used(window) >= limit then admitted = 0 end
    windows[#windows + 1], limits[#limits + 1] = window, limit
  end
end

if admitted == 1 and ARGV[1] == '1' then
  for k = 1, #KEYS do
    local numbers, longest = {}, 0
    for n = 2 * k - 1, 2 * k do
      local window = windows[n]
      if limits[n] > 0 then
        local newest = 3 + window[2] % BUCKETS
        window[newest] = window[newest] + 1
        longest = math.max(longest, window[1] * BUCKETS)
      end
      for field = 1, BUCKETS + 2 do numbers[#numbers + 1] = string.format('%.0f', window[field]) end
    end
    redis.call('SET', KEYS[k], table.concat(numbers, ' '), 'PX', string.format('%.0f', longest))
  end
end

local answer = { admitted }
for n = 1, #windows do
  answer[#answer + 1] = limits[n] > 0 and used(windows[n]) or 0
  answer[#answer + 1] = limits[n] > 0 and wait(windows[n], limits[n]) or 0
end
return answer
