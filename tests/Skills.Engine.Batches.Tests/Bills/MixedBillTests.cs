using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Bills;

/// <summary>
/// The ledger against the bill of the providers, over calls of all kinds: retries, hedges, cascades, re-asks, streams, tools, batches, and
/// cache reads and writes. <c>.ci/long</c> makes 100,000 calls of it.
/// </summary>
public sealed class MixedBillTests(ITestOutputHelper output) : IDisposable
{
    private const string CallsVariable = "SKILLS_LEDGER_CALLS";
    private const int AtOnce = 16;

    private static readonly string[] Kinds = ["plain", "retry", "plain", "cascade", "tool", "plain", "reask", "stream", "hedge", "batch"];

    private readonly TempFolder _folder = new();
    private readonly ConcurrentDictionary<string, int> _failed = new();
    private readonly Lock _gate = new();
    private decimal _known;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheLedgerEqualsTheBillOfTheProvidersToTheLastDigit()
    {
        var calls = int.Parse(Environment.GetEnvironmentVariable(CallsVariable) ?? "1000", CultureInfo.InvariantCulture);
        await using var server = await BillingServer.StartAsync(Token);
        await using var host = Host(server, hedgeAfter: null);
        await using var hedging = Host(server, TimeSpan.FromMilliseconds(50));

        var byKind = Enumerable.Range(1, calls).ToLookup(static n => Kinds[n % Kinds.Length]);
        var batch = RunBatchAsync(host, [.. byKind["batch"]]);
        await Parallel.ForEachAsync(
            Enumerable.Range(1, calls).Where(static n => Kinds[n % Kinds.Length] != "batch"),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token },
            async (n, token) => await RunAsync(Kinds[n % Kinds.Length] == "hedge" ? hedging : host, Kinds[n % Kinds.Length], n, server, token));
        await batch;

        var ledger = await LedgerAsync(host) + await LedgerAsync(hedging);
        output.WriteLine(FormattableString.Invariant($"{calls} calls ({string.Join(", ", byKind.Select(static k => $"{k.Count()} {k.Key}"))}), {server.Answers} answers billed"));
        output.WriteLine(FormattableString.Invariant($"bill ${server.Bill}, ledger ${ledger}, results ${_known}; failed: {string.Join(", ", _failed.Select(static f => $"{f.Value} {f.Key}"))}"));
        Assert.Equal(server.Bill, ledger);
        Assert.Equal(server.Bill, _known);
        Assert.Empty(_failed);
        Assert.True(server.Answers > calls, "Some calls take more than one answer.");
    }

    private async Task RunAsync(ServiceProvider host, string kind, int n, BillingServer server, CancellationToken cancellationToken)
    {
        var engine = host.GetRequiredService<SkillExecutionEngine>();
        var context = new SkillExecutionContext { TenantId = $"tenant-{n % 5}" };
        var result = kind == "stream"
            ? await StreamAsync(engine, SkillOf(kind), n, context, cancellationToken)
            : await engine.ExecuteAsync(SkillOf(kind), new { n }, context, cancellationToken);
        Count(kind, result.IsSuccess, result.CostUsd ?? 0, result.Errors);
        if (n % 1000 == 0)
        {
            server.Server.Forget();
        }
    }

    private static async Task<SkillResult> StreamAsync(SkillExecutionEngine engine, Skill skill, int n, SkillExecutionContext context, CancellationToken cancellationToken)
    {
        SkillResult? result = null;
        await foreach (var happened in engine.StreamAsync(skill, new { n }, context, cancellationToken))
        {
            result = (happened as SkillResultEvent)?.Result ?? result;
        }

        return result!;
    }

    private async Task RunBatchAsync(ServiceProvider host, IReadOnlyList<int> numbers)
    {
        var engine = host.GetRequiredService<SkillExecutionEngine>();
        var policy = new BatchRunOptions
        {
            Parallelism = 2,
            MaxAttempts = 1,
            VendorBatches = new() { MaxItems = 1000, PollEvery = TimeSpan.FromMilliseconds(50), FillFor = TimeSpan.FromMilliseconds(200) },
        };
        var run = await engine.Batches.StartAsync(SkillOf("batch"), BatchSource.From(numbers.Select(static n => new BatchItem(JsonElement.Parse($$"""{"n":{{n}}}"""), $"item-{n}"))), policy, Token);
        await engine.Batches.WaitAsync(run.Id, Token);
        await foreach (var result in engine.Batches.ResultsAsync(run.Id, Token))
        {
            Count("batch", result.IsSuccess, result.Cost.Usd ?? 0, result.Errors);
        }
    }

    private void Count(string kind, bool isSuccess, decimal usd, IReadOnlyList<SkillError> errors)
    {
        lock (_gate)
        {
            _known += usd;
        }

        if (!isSuccess)
        {
            _failed.AddOrUpdate($"{kind} {(errors is [var first, ..] ? first.Code : "")}", 1, static (_, times) => times + 1);
        }
    }

    private static async Task<decimal> LedgerAsync(ServiceProvider host) =>
        (await host.GetRequiredService<ICostLedger>().ReadAsync(new() { From = DateOnly.MinValue, To = DateOnly.MaxValue }, Token)).Sum(static l => l.Usd);

    private static Skill SkillOf(string kind) => new()
    {
        Id = kind,
        Name = kind,
        PromptTemplate = kind + " number {{ n }}",
        OutputSchema = JsonElement.Parse("""{ "type": "object", "properties": { "echo": { "type": "string" } }, "required": ["echo"] }"""),
        Cache = new() { Enabled = false },
        Tools = kind == "tool" ? ["look_up"] : [],
        Limits = new() { Timeout = TimeSpan.FromMinutes(1) },
        ModelPreferences = new()
        {
            MaxOutputTokens = 5000,
            Explore = false,
            Strategy = kind == "cascade" ? RoutingStrategy.Cascade : RoutingStrategy.Best,
        },
    };

    private ServiceProvider Host(BillingServer server, TimeSpan? hedgeAfter)
    {
        var services = new ServiceCollection();
        services.AddSkillsEngine(options =>
        {
            options.Catalog.Embedded = false;
            options.Routing.Retry.HedgeAfter = hedgeAfter;
            foreach (var model in BillingServer.Models)
            {
                options.Models.Add(model);
            }
        }).AddAnthropic(o => (o.ApiKey, o.BaseUrl) = ("key", server.Server.AnthropicUrl))
            .AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("key", server.Server.OpenAIUrl))
            .AddTool(new SkillTool("look_up", "Looks something up.", JsonElement.Parse("""{"type":"object"}"""), static (_, _) => new(JsonElement.Parse("\"found\""))))
            .AddSkillBatches(o => o.JournalPath = _folder.Of($"journal-{hedgeAfter is null}.db"));
        return services.BuildServiceProvider();
    }
}
