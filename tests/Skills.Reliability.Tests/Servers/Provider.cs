using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Skills.Engine.Testing;
using Skills.Reliability.Tests.Calls;
using Skills.Reliability.Tests.Workers;

namespace Skills.Reliability.Tests.Servers;

/// <summary>
/// One provider on this machine. It answers from the key in the prompt and the tenant of the API key, keeps a bill of its own, and
/// behaves as its mode says.
/// </summary>
internal sealed partial class Provider(string name, LoopbackProviderServer server, Bill bill) : IAsyncDisposable
{
    private const int KeptRequests = 500;
    private const int RightFrom = 3;

    private readonly ModelPrice _price = WorkerModels.PriceOf(name);
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);
    private int _requests;

    public string Name => name;

    public string Url => server.BaseAddress.GetLeftPart(UriPartial.Authority);

    public ProviderMode Mode { get; set; }

    public int Requests => Volatile.Read(ref _requests);

    public static async Task<Provider> StartAsync(string name, Bill bill, CancellationToken cancellationToken)
    {
        var server = await LoopbackProviderServer.StartAsync(cancellationToken: cancellationToken);
        var provider = new Provider(name, server, bill);
        server.Respond(provider.Answer);
        return provider;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [GeneratedRegex(@"\[\[(?<kind>[a-z]+)\|(?<key>[a-z0-9]+)\]\]")]
    private static partial Regex Prompt { get; }

    private LoopbackReply Answer(RecordedRequest request)
    {
        if (Interlocked.Increment(ref _requests) % KeptRequests == 0)
        {
            server.Forget();
        }

        var body = Encoding.UTF8.GetString(request.Body.Span);
        var prompt = Prompt.Match(body);
        var (kind, key) = (prompt.Groups["kind"].Value, prompt.Groups["key"].Value);
        bill.Asked(key);
        return Mode switch
        {
            ProviderMode.RateLimited => LoopbackReply.Fails(ModelErrorKind.RateLimit, TimeSpan.FromSeconds(0.5)),
            ProviderMode.ServerErrors => LoopbackReply.Fails(ModelErrorKind.ServerError),
            ProviderMode.Overloaded => LoopbackReply.Fails(ModelErrorKind.Overloaded),
            ProviderMode.Html => LoopbackReply.Html(502),
            ProviderMode.Hangs => LoopbackReply.Hangs(),
            var mode => Billed(request, kind, key, body, mode),
        };
    }

    // Whatever happens to the answer on its way is paid.
    private LoopbackReply Billed(RecordedRequest request, string kind, string key, string body, ProviderMode mode)
    {
        var time = _asked.AddOrUpdate(kind + key, 1, static (_, times) => times + 1);
        var random = new Random(Call.CountOf(key) + time);
        var usage = new TokenUsage { InputUncached = random.Next(1, 6), OutputVisible = random.Next(20, WorkerSkills.MaxOutputTokens) };
        var tenant = TenantOf(request);
        bill.Add(tenant, key, ((usage.InputUncached!.Value * _price.Input) + (usage.OutputVisible!.Value * _price.Output)) / 1_000_000m);
        var reply = ReplyOf(kind, key, tenant, time, body) with { Usage = usage, DelayToHeaders = TimeSpan.FromMilliseconds(random.Next(1, 25)) };
        return mode switch
        {
            ProviderMode.Slow => reply with { DelayToHeaders = TimeSpan.FromMilliseconds(random.Next(300, 1500)) },
            ProviderMode.Resets => reply with { ResetAfterBytes = random.Next(1, 60) },
            ProviderMode.EndsEarly => reply with { EndAfterBytes = random.Next(1, 60), OmitEnd = true },
            ProviderMode.Garbage => reply with { Body = "{\"choices\": [ nothing"u8.ToArray() },
            ProviderMode.ErrorsInStream when request.Stream => reply with { ErrorInStream = ModelErrorKind.Overloaded, ErrorAfterDeltas = random.Next(0, 3) },
            _ => reply,
        };
    }

    private LoopbackReply ReplyOf(string kind, string key, string tenant, int time, string body)
    {
        if (kind == "tools" && !body.Contains(WorkerSkills.ToolResult, StringComparison.Ordinal))
        {
            return LoopbackReply.Calls(new LoopbackToolCall("look_up", "{}"));
        }

        var count = Call.CountOf(key);
        var json = string.Create(CultureInfo.InvariantCulture, $$"""{"key":"{{key}}","tenant":"{{tenant}}","made":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"count":{{count}}}""");
        return (kind, (count + time) % 6) switch
        {
            ("cascade", < 3) when name == WorkerModels.Providers[0] => LoopbackReply.Of("{}"),
            ("broken", 0) => LoopbackReply.Of($"Here it is:\n```json\n{json}\n```"),
            ("broken", 1) => LoopbackReply.Of(json.Replace($":{count}}}", $":\"{count}\"}}", StringComparison.Ordinal)),
            ("broken", 2) => LoopbackReply.Of(json.Replace("}", ",}", StringComparison.Ordinal)),
            ("broken", 3) => LoopbackReply.Of(json.Replace($":{count}}}", $":{count}.75}}", StringComparison.Ordinal)),
            ("broken", 4) => LoopbackReply.Of(json[..^(count % RightFrom + 1)]) with { StopReason = StopReason.MaxTokens },
            _ => LoopbackReply.Of(json),
        };
    }

    // Each API has its own header for the key.
    private static string TenantOf(RecordedRequest request)
    {
        var key = request.Headers.GetValueOrDefault("x-api-key") ?? request.Headers.GetValueOrDefault("x-goog-api-key")
            ?? request.Headers.GetValueOrDefault("api-key") ?? request.Headers.GetValueOrDefault("Authorization")?.Replace("Bearer ", "", StringComparison.Ordinal) ?? "";
        return key.StartsWith(TenantKeys.Prefix, StringComparison.Ordinal) ? key[TenantKeys.Prefix.Length..] : key;
    }
}
