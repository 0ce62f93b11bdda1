using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Bills;

/// <summary>
/// Two providers on this machine that keep a bill of their own: tokens of every answer times the price, in batches at the price of batches.
/// What a call does is in its prompt, such as <c>retry number 7</c>. Errors and calls that are never answered cost nothing.
/// </summary>
internal sealed partial class BillingServer : IAsyncDisposable
{
    // An overloaded model cools down for seconds, and then the other answers all calls.
    private const int OverloadEvery = 1000;

    private static readonly ModelPrice WeakPrice = new()
    {
        Input = 0.37m, Output = 1.93m, CacheRead = 0.037m, CacheWrite5m = 0.4625m, CacheWrite1h = 0.74m, BatchInput = 0.185m, BatchOutput = 0.965m,
    };

    private static readonly ModelPrice StrongPrice = new() { Input = 3.17m, Output = 15.03m, CacheRead = 0.317m, BatchInput = 1.585m, BatchOutput = 7.515m };

    private readonly LoopbackProviderServer _server;
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, decimal> _batched = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private decimal _billed;

    private BillingServer(LoopbackProviderServer server)
    {
        _server = server;
        server.Respond(Answer);
    }

    /// <summary>Gets the models: a cheap one at Anthropic and one eight times dearer at OpenAI.</summary>
    public static IReadOnlyList<ModelDefinition> Models { get; } =
    [
        new FakeModelClient("anthropic").Model("weak") with { Quality = 0.7, MaxOutputTokens = 10_000, Prices = [WeakPrice] },
        new FakeModelClient("openai").Model("strong") with { Quality = 0.95, MaxOutputTokens = 10_000, Prices = [StrongPrice] },
    ];

    public LoopbackProviderServer Server => _server;

    /// <summary>Gets the bill in USD, exactly.</summary>
    public decimal Bill
    {
        get
        {
            lock (_gate)
            {
                return _billed + _batched.Values.Sum();
            }
        }
    }

    /// <summary>Gets the answers billed, batches included.</summary>
    public int Answers { get; private set; }

    public static async Task<BillingServer> StartAsync(CancellationToken cancellationToken) => new(await LoopbackProviderServer.StartAsync(cancellationToken: cancellationToken));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [GeneratedRegex("(?<kind>[a-z]+) number (?<n>[0-9]+)")]
    private static partial Regex Prompt { get; }

    private LoopbackReply Answer(RecordedRequest request)
    {
        var asked = Prompt.Match(Encoding.UTF8.GetString(request.Body.Span));
        var (kind, n) = (asked.Groups["kind"].Value, int.Parse(asked.Groups["n"].Value, CultureInfo.InvariantCulture));
        if (request.Target.Contains("batch", StringComparison.Ordinal))
        {
            return Batched(request.Model, asked.Value, n);
        }

        var time = _asked.AddOrUpdate(asked.Value, 1, static (_, times) => times + 1);
        return (kind, time) switch
        {
            ("retry", 1) => LoopbackReply.Fails(n % OverloadEvery == 1 ? ModelErrorKind.Overloaded : ModelErrorKind.ServerError),
            ("hedge", 1) => LoopbackReply.Hangs(),
            ("tool", 1) => Billed(request.Model, n, time, LoopbackReply.Calls(new LoopbackToolCall("look_up", "{}"))),
            ("reask", 1) => Billed(request.Model, n, time, LoopbackReply.Of("{}")),
            ("cascade", 1) when n % 3 != 0 => Billed(request.Model, n, time, LoopbackReply.Of("{}")),
            _ => Billed(request.Model, n, time, Right(asked.Value)),
        };
    }

    private static LoopbackReply Right(string prompt) => LoopbackReply.Of($$"""{"echo":"{{prompt}}"}""");

    private LoopbackReply Billed(string model, int n, int time, LoopbackReply reply)
    {
        var random = new Random((n * 31) + time);
        var usage = new TokenUsage { InputUncached = random.Next(1, 5000), OutputVisible = random.Next(1, 900) };
        usage = (model, n % 4) switch
        {
            (_, 0) => usage,
            (_, 1) => usage with { CacheRead = random.Next(1, 20_000) },
            ("weak", 2) => usage with { CacheWrite5m = random.Next(1, 9000), CacheWrite1h = 0 },
            ("weak", _) => usage with { CacheRead = random.Next(1, 20_000), CacheWrite5m = random.Next(1, 2000), CacheWrite1h = random.Next(1, 9000) },
            _ => usage with { Reasoning = random.Next(1, 3000) },
        };
        lock (_gate)
        {
            Answers++;
            _billed += CostOf(usage, model == "weak" ? WeakPrice : StrongPrice);
        }

        return reply with { Usage = usage };
    }

    // A result may be fetched twice and is billed once.
    private LoopbackReply Batched(string model, string prompt, int n)
    {
        var random = new Random(n);
        var usage = new TokenUsage { InputUncached = random.Next(1, 5000), OutputVisible = random.Next(1, 900) };
        var price = model == "weak" ? WeakPrice : StrongPrice;
        if (_batched.TryAdd(prompt, ((usage.InputUncached!.Value * price.BatchInput!.Value) + (usage.OutputVisible!.Value * price.BatchOutput!.Value)) / 1_000_000m))
        {
            lock (_gate)
            {
                Answers++;
            }
        }

        return Right(prompt) with { Usage = usage };
    }

    private static decimal CostOf(TokenUsage usage, ModelPrice price) => (
        ((usage.InputUncached ?? 0) * price.Input)
        + ((usage.CacheRead ?? 0) * price.CacheRead!.Value)
        + ((usage.CacheWrite5m ?? 0) * (price.CacheWrite5m ?? price.Input))
        + ((usage.CacheWrite1h ?? 0) * (price.CacheWrite1h ?? price.Input))
        + (((usage.OutputVisible ?? 0) + (usage.Reasoning ?? 0)) * price.Output)) / 1_000_000m;
}
