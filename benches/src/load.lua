-- What wrk sends, and what it tells at the end. Arguments: a file with a request a line (method, path and body,
-- separated by tabs), and the token, if there is one.

local requests = {}
-- Global, for done() runs elsewhere and asks each thread.
wrong = 0
local threads = {}

function setup(thread)
    table.insert(threads, thread)
end

function init(args)
    local headers = { ["Content-Type"] = "application/json" }
    if args[2] then
        headers["Authorization"] = "Bearer " .. args[2]
    end
    for line in io.lines(args[1]) do
        local method, path, body = line:match("^(%u+)\t([^\t]*)\t(.*)$")
        if body == "" then
            body = nil
        end
        -- Made once: formatting costs more than sending.
        table.insert(requests, wrk.format(method, path, headers, body))
    end
    math.randomseed(os.time())
end

function request()
    return requests[math.random(#requests)]
end

function response(status, headers, body)
    -- GraphQL answers 200 with errors inside. In a text of the data the quotes would be escaped.
    if status ~= 200 or body:find('"errors":', 1, true) then
        wrong = wrong + 1
    end
end

function done(summary, latency)
    local all = 0
    for _, thread in ipairs(threads) do
        all = all + thread:get("wrong")
    end
    local errors = summary.errors
    io.write(string.format(
        "bench requests=%d micros=%d wrong=%d lost=%d p50=%d p99=%d\n",
        summary.requests, summary.duration, all, errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99)
    ))
end
