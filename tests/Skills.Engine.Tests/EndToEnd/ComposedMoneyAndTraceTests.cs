using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.EndToEnd;

/// <summary>Five steps with a diamond and a list of twenty, before a server that holds every request until the test lets go.</summary>
public sealed class ComposedMoneyAndTraceTests
{
    private const string Model = "claude-sonnet-4-6";
    private const int Limit = 6;

    // What one reply of the loopback server costs at this model's price: 12 tokens in, 7 out.
    private const decimal OneCall = ((12 * 3m) + (7 * 15m)) / 1_000_000m;

    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StepsRunAsWideAsTheyMayAndNoWider()
    {
        await using var world = await World.StartAsync();
        world.HoldAll();

        var running = world.RunAsync();

        // In each wave the server holds what is in flight: so many at once, and nothing more comes while they are held.
        await world.WaveAsync("plan");
        await world.WaveAsync("left", "right");
        for (var first = 0; first < 18; first += Limit)
        {
            await world.WaveAsync([.. Enumerable.Range(first, Limit).Select(static i => $"part {i}")]);
        }

        await world.WaveAsync("part 18", "part 19");
        await world.WaveAsync("join");
        var result = await running;

        Assert.True(result.IsSuccess, string.Join('\n', result.Errors));
        Assert.Equal("join: right: plan: cats, 20 parts", result.Outputs!.Value.GetProperty("text").GetString());
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"part {i}: left: plan: cats"), result.Outputs.Value.GetProperty("parts").EnumerateArray().Select(static p => p.GetString()));
        Assert.Equal(24, world.Server.Requests.Count);
    }

    [Fact]
    public async Task EveryTryIsPaidAndCountedOnce()
    {
        await using var world = await World.StartAsync();

        var result = await world.RunAsync();

        Assert.Equal(24 * OneCall, result.CostUsd);
        Assert.Equal((24 * 12, 24 * 7), (result.TokensInput, result.TokensOutput));
        Assert.All(result.Children, static c => Assert.Equal(OneCall, c.CostUsd));
        Assert.Equal(24 * OneCall, world.Ledger.Entries.Sum(static e => e.Cost.Usd));
        Assert.Equal(24, world.Ledger.Entries.Count);
        Assert.Equal((double)(24 * OneCall), world.Metric(SkillDiagnostics.Metrics.Cost), 1e-9);
        Assert.Equal(24 * 19, world.Metric(SkillDiagnostics.Metrics.Tokens));

        var entries = new List<ExecutionLogEntry>();
        while (entries.Count < 25)
        {
            entries.Add(ExecutionLogEntry.From(await world.Log.NextAsync(Token)));
        }

        Assert.Equal(24 * OneCall, entries.Sum(static e => e.CostUsd));
        Assert.Equal(24 * 12, entries.Sum(static e => e.TokensInput));
        var whole = entries.Single(e => e.Id == result.ExecutionId);
        Assert.Equal((24 * OneCall, 24 * 12, 24 * 7), (whole.TotalCostUsd, whole.TotalTokensInput, whole.TotalTokensOutput));
        Assert.All(entries, e => Assert.True(e.Id == result.ExecutionId ? e.ParentExecutionId is null : e.ParentExecutionId == result.ExecutionId));
        Assert.Equal(result.Children.Select(static c => c.ExecutionId).Order(), whole.Children.Order());
    }

    [Fact]
    public async Task AllIsOneTraceWithTheChildrenBelowTheStepThatRanThem()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static s => s.Name == SkillDiagnostics.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var world = await World.StartAsync();
        using var caller = new Activity("caller").Start();

        var result = await world.RunAsync();

        var mine = spans.Where(s => s.TraceId == caller.TraceId).ToList();
        Activity OfExecution(string id) => mine.Single(s => (string?)s.GetTagItem(SkillDiagnostics.Tags.ExecutionId) == id);
        var whole = OfExecution(result.ExecutionId);
        Assert.Equal(caller.SpanId, whole.ParentSpanId);
        var invoke = mine.Single(s => s.ParentSpanId == whole.SpanId && s.OperationName == "invoke_model");
        foreach (var child in result.Children)
        {
            var span = OfExecution(child.ExecutionId);
            Assert.Equal(invoke.SpanId, span.ParentSpanId);
            Assert.Equal(result.ExecutionId, span.GetTagItem(SkillDiagnostics.Tags.ParentExecutionId));
            var asked = mine.Single(s => s.ParentSpanId == span.SpanId && s.OperationName == "invoke_model");
            Assert.Equal(ActivityKind.Client, mine.Single(s => s.ParentSpanId == asked.SpanId).Kind);
            Assert.True(span.StartTimeUtc >= invoke.StartTimeUtc && span.StartTimeUtc + span.Duration <= invoke.StartTimeUtc + invoke.Duration + TimeSpan.FromMilliseconds(5));
        }

        // The diamond: both sides after the plan, the end after both, each part after the left side.
        var byText = result.Children.ToDictionary(static c => c.Outputs!.Value.GetProperty("value").GetString()!.Split(':')[0], c => OfExecution(c.ExecutionId));
        void After(string later, string earlier) => Assert.True(byText[later].StartTimeUtc >= byText[earlier].StartTimeUtc + byText[earlier].Duration - TimeSpan.FromMilliseconds(1), $"{later} began before {earlier} ended.");
        After("left", "plan");
        After("right", "plan");
        After("join", "right");
        foreach (var part in Enumerable.Range(0, 20).Select(static i => $"part {i}"))
        {
            After(part, "left");
            After("join", part);
        }
    }

    [Fact]
    public async Task AResultFromTheCacheCostsNothingAgain()
    {
        await using var world = await World.StartAsync();

        var first = await world.RunAsync();
        var again = await world.RunAsync();

        Assert.True(again.CacheHit);
        Assert.Equal((0m, 24 * OneCall), (again.CostUsd, first.CostUsd));
        Assert.Equal(24 * OneCall, world.Ledger.Entries.Sum(static e => e.Cost.Usd));
        Assert.Equal(24, world.Server.Requests.Count);
    }

    private sealed class World : IAsyncDisposable
    {
        private readonly TestClock _held = new();
        private readonly string _folder = Directory.CreateTempSubdirectory("composed").FullName;
        private readonly string _part = $"part-{Guid.NewGuid():N}"[..20];
        private readonly MeterListener _meter = new();
        private readonly ConcurrentDictionary<string, double> _metrics = [];
        private int _seen;

        public LoopbackProviderServer Server { get; private set; } = null!;

        public SkillExecutionEngine Engine { get; private set; } = null!;

        public RecordingLedger Ledger { get; } = new();

        public RecordingLog Log { get; } = new();

        public static async Task<World> StartAsync()
        {
            var world = new World();
            world.Write();
            world.Listen();
            world.Server = await LoopbackProviderServer.StartAsync(world._held, Token);
            world.Server.Respond(static request => LoopbackReply.Of(Echo(request)));
            world.Engine = SkillsEngine.Create(builder =>
            {
                builder.AddAnthropic(o => { o.ApiKey = "test-key"; o.BaseUrl = world.Server.AnthropicUrl; });
                builder.AddSkillsFromDirectory(world._folder).AddExecutionLog(world.Log);
                builder.Services.AddSingleton<ICostLedger>(world.Ledger);
            });
            return world;
        }

        public Task<SkillResult> RunAsync() => Engine.ExecuteAsync("whole", new { topic = "cats" }, new() { UserId = "u" }, Token);

        public void HoldAll() => Server.Respond(static request => new() { Text = Echo(request), DelayToHeaders = Hold });

        public double Metric(string name) => _metrics.GetValueOrDefault(name);

        /// <summary>Waits until the server holds exactly these requests, sees that no other comes, and lets them go.</summary>
        public async Task WaveAsync(params string[] texts)
        {
            await Eventually.HoldsAsync(
                () => Task.FromResult(_held.ActiveTimers >= texts.Length),
                () => $"Of '{string.Join("', '", texts)}' the server holds {_held.ActiveTimers}.");

            // Time for one more than there should be to arrive.
            for (var i = 0; i < 200; i++)
            {
                await Task.Yield();
            }

            var now = Server.Requests.Skip(_seen).Select(static r => Asked(r).Split(':')[0]).ToList();
            Assert.Equal(texts.Order(), now.Order());
            Assert.Equal(texts.Length, Server.ActiveRequests);
            _seen += texts.Length;
            _held.Advance(Hold);
        }

        public async ValueTask DisposeAsync()
        {
            _meter.Dispose();
            await Engine.DisposeAsync();
            await Server.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        private static string Echo(RecordedRequest request) => JsonSerializer.Serialize(new { value = Asked(request) });

        private static string Asked(RecordedRequest request) => request.Json.GetProperty("messages")[0].GetProperty("content").GetString()!;

        // A name of its own: meters are heard across all tests that run at the same time.
        private void Write()
        {
            const string Head = "skill: 1\nversion: 1.0.0\ndescription: A skill for a test of composition.\n";
            File.WriteAllText(Path.Combine(_folder, "part.skill.yaml"), $$$"""
                {{{Head}}}name: {{{_part}}}
                prompt: "{{ value }}"
                input: { schema: { value: string } }
                output: { schema: { value: string } }
                model: { prefer: [{{{Model}}}] }
                """);
            File.WriteAllText(Path.Combine(_folder, "whole.skill.yaml"), $$$"""
                {{{Head}}}name: whole
                input: { schema: { topic: string } }
                limits: { maxParallel: {{{Limit}}}, maxCostUsd: 5 }
                steps:
                  - { name: plan, skill: {{{_part}}}, inputs: { value: "plan: {{ topic }}" } }
                  - { name: left, skill: {{{_part}}}, inputs: { value: "left: {{ steps.plan.outputs.value }}" } }
                  - { name: right, skill: {{{_part}}}, inputs: { value: "right: {{ steps.plan.outputs.value }}" } }
                  - { name: each, skill: {{{_part}}}, for_each: "{{ range(20) | list }}", inputs: { value: "part {{ item }}: {{ steps.left.outputs.value }}" } }
                  - { name: join, skill: {{{_part}}}, inputs: { value: "join: {{ steps.right.outputs.value }}, {{ steps.each.outputs | length }} parts" } }
                output:
                  schema: { text: string, parts: "string[]" }
                  value: { text: "{{ steps.join.outputs.value }}", parts: "{{ steps.each.outputs | map(attribute='value') | list }}" }
                """);
        }

        private void Listen()
        {
            _meter.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == SkillDiagnostics.MeterName && instrument.Name is SkillDiagnostics.Metrics.Cost or SkillDiagnostics.Metrics.Tokens)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _meter.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
            _meter.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
            _meter.Start();
        }

        private void Add(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag.Key == SkillDiagnostics.Tags.SkillName && (string?)tag.Value == _part)
                {
                    _metrics.AddOrUpdate(name, value, (_, sum) => sum + value);
                }
            }
        }
    }

    private sealed class RecordingLedger : ICostLedger
    {
        private readonly ConcurrentQueue<LedgerEntry> _entries = new();

        public IReadOnlyList<LedgerEntry> Entries => [.. _entries];

        public void Record(LedgerEntry entry) => _entries.Enqueue(entry);

        public ValueTask<IReadOnlyList<LedgerLine>> ReadAsync(LedgerQuery query, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<LedgerLine>>([]);
    }
}
