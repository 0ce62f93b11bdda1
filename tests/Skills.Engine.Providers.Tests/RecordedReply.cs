using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Providers.Tests;

/// <summary>One recorded reply of the suite, and what is wrong with a reading of it.</summary>
internal sealed record RecordedReply(long Id, string Api, string Vendor, bool Stream, int Status, string Body, JsonElement Expected)
{
    public bool IsError => Expected.TryGetProperty("error", out var error) && error.GetBoolean();

    public static IEnumerable<RecordedReply> All(string file)
    {
        foreach (var line in File.ReadLines(file))
        {
            var row = JsonElement.Parse(line);
            yield return new(
                row.GetProperty("id").GetInt64(),
                row.GetProperty("api").GetString()!,
                row.GetProperty("vendor").GetString()!,
                row.GetProperty("stream").GetBoolean(),
                row.GetProperty("status").GetInt32(),
                row.GetProperty("body").GetString()!,
                row.GetProperty("expected"));
        }
    }

    public IModelClient Client(ServedBody served, bool longCache = false)
    {
        served.Body = Encoding.UTF8.GetBytes(Body);
        served.Status = (System.Net.HttpStatusCode)Status;
        served.MediaType = !Stream ? "application/json" : Api == "ollama" ? "application/x-ndjson" : "text/event-stream";
        return Some.Client(b =>
        {
            var provider = Add(b, longCache);
            b.Services.AddHttpClient("Skills.Engine." + provider).ConfigurePrimaryHttpMessageHandler(() => served);
        });
    }

    /// <summary>Null when the reading is right; otherwise what is not.</summary>
    public string? Fault(ModelReply reply)
    {
        var faults = new List<string>();
        Compare(faults, "text", Expected.GetProperty("text").GetString(), reply.Text);
        var stop = Expected.GetProperty("stop").GetString();
        if (stop != "?")
        {
            Compare(faults, "stop", stop, reply.StopReason.ToString());
        }

        var tools = string.Join("; ", Expected.GetProperty("tools").EnumerateArray().Select(static t => t[0].GetString() + " " + Canonical(t[1].GetString())));
        Compare(faults, "tools", tools, reply.ToolCalls is { } calls ? string.Join("; ", calls.EnumerateArray().Select(ToolOf)) : "");
        if (Expected.TryGetProperty("reasoning", out var reasoning))
        {
            Compare(faults, "reasoning", reasoning.GetString(), reply.ReasoningText ?? "");
        }

        AddUsage(faults, reply);
        return faults.Count == 0 ? null : string.Join(" | ", faults);
    }

    public ModelRequest Request() => Some.Request(Some.Model("m", Api switch { "anthropic" => "anthropic", "google" => "google", "ollama" => "local", _ => "openai" }));

    private string Add(SkillsEngineBuilder builder, bool longCache)
    {
        switch (Api)
        {
            case "anthropic":
                builder.AddAnthropic(o => (o.ApiKey, o.LongPromptCache) = (Some.Key, longCache));
                return "anthropic";
            case "google":
                builder.AddGoogle(static o => o.ApiKey = Some.Key);
                return "google";
            case "ollama":
                builder.AddLocal(static o => o.Api = LocalApi.Ollama);
                return "local";
            default:
                builder.AddOpenAI(o => (o.ApiKey, o.Api) = (Some.Key, Api == "responses" ? OpenAIApi.Responses : OpenAIApi.ChatCompletions));
                return "openai";
        }
    }

    private void AddUsage(List<string> faults, ModelReply reply)
    {
        var usage = Expected.GetProperty("usage");
        if (usage.ValueKind == JsonValueKind.Null)
        {
            Compare(faults, "usage", null, reply.Usage?.ToString());
            return;
        }

        var read = reply.Usage ?? new();
        foreach (var (name, value) in ((string, long?)[])
            [("inp", read.InputTotal), ("cached", read.CacheRead), ("write", (read.CacheWrite5m ?? 0) + (read.CacheWrite1h ?? 0)), ("out", read.OutputTotal), ("reason", read.Reasoning), ("w1h", read.CacheWrite1h)])
        {
            // The suite writes 0 where a count is not told.
            if (usage.TryGetProperty(name, out var wanted) && wanted.ValueKind == JsonValueKind.Number)
            {
                Compare(faults, name, wanted.GetRawText(), (value ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        if (usage.TryGetProperty("extra", out var extra) && extra.ValueKind == JsonValueKind.Number)
        {
            Compare(faults, "extra", (extra.GetInt64() > 0).ToString(), reply.BilledBeside.Any(static b => b.StartsWith("iterations", StringComparison.Ordinal)).ToString());
        }
    }

    private static void Compare(List<string> faults, string what, string? wanted, string? read)
    {
        if (wanted != read)
        {
            faults.Add($"{what}: '{Short(read)}' instead of '{Short(wanted)}'");
        }
    }

    private static string? Short(string? text) => text is { Length: > 160 } ? string.Concat(text.AsSpan(0, 160), "…") : text;

    private static string ToolOf(JsonElement tool)
    {
        var function = tool.TryGetProperty("function", out var inner) ? inner : tool;
        var called = function.TryGetProperty("name", out var told) ? told.GetString() : "";
        foreach (var name in (string[])["arguments", "input", "args"])
        {
            if (function.TryGetProperty(name, out var arguments))
            {
                return called + " " + Canonical(arguments.ValueKind == JsonValueKind.String ? arguments.GetString()! : arguments.GetRawText());
            }
        }

        return called + " {}";
    }

    private static string Canonical(string? arguments)
    {
        if (string.IsNullOrEmpty(arguments))
        {
            return "{}";
        }

        try
        {
            return JsonNode.Parse(arguments)?.ToJsonString() ?? "null";
        }
        catch (JsonException)
        {
            return arguments;
        }
    }
}
