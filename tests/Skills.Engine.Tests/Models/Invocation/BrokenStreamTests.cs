using Skills.Engine.Testing;
using Skills.Engine.Tests.Routing;

namespace Skills.Engine.Tests.Models.Invocation;

/// <summary>Streams that break in the middle, through the whole engine and over real HTTP.</summary>
public sealed class BrokenStreamTests : IAsyncLifetime
{
    private TwoProviders _bed = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bed = await TwoProviders.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    public static TheoryData<string, ModelErrorKind, int> Breaks { get; } = new()
    {
        { "overloaded in the stream", ModelErrorKind.Overloaded, 1 },
        { "error in the stream", ModelErrorKind.ServerError, 1 },
        { "cut", ModelErrorKind.Truncated, 1 },
        { "without its end", ModelErrorKind.Truncated, 1 },
    };

    private static LoopbackReply Break(string how) => how switch
    {
        "overloaded in the stream" => new() { Text = "half of the answer", ErrorInStream = ModelErrorKind.Overloaded, ErrorAfterDeltas = 1 },
        "error in the stream" => new() { Text = "half of the answer", ErrorInStream = ModelErrorKind.ServerError, ErrorAfterDeltas = 1 },
        "cut" => new() { Text = "half of the answer", DeltaSize = 4, ChunkSize = 64, EndAfterBytes = 600 },
        _ => new() { Text = "half of the answer", OmitEnd = true },
    };

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task TheNextCandidateBeginsAnewAndTheCallerIsToldInBetween(string how, ModelErrorKind kind, int tries)
    {
        _bed.First.Respond(_ => Break(how));

        var events = await StreamAsync();

        var result = Assert.IsType<SkillResultEvent>(events[^1]).Result;
        Assert.True(result.IsSuccess, result.ErrorMessage);
        Assert.Equal("second", result.ModelId);
        Assert.Equal([.. Enumerable.Repeat((ModelErrorKind?)kind, tries), null], result.Attempts.Select(static a => a.Error));

        // What was streamed since the last end of a try is the answer, and nothing else is.
        var ends = events.Select(static (e, i) => (e, i)).Where(static p => p.e is SkillAttemptEvent).Select(static p => p.i).ToList();
        Assert.Equal(tries + 1, ends.Count);
        Assert.Equal("from the second", Text(events[ends[^2]..ends[^1]]));
        Assert.Contains(events[..ends[0]], static e => e is SkillDeltaEvent);
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task WhereStreamsMayNotStartOverNothingIsMixed(string how, ModelErrorKind kind, int tries)
    {
        _ = tries;
        _bed.Configure = static o => o.Routing.Retry.RestartStreams = false;
        _bed.First.Respond(_ => Break(how));

        var events = await StreamAsync();

        var result = Assert.IsType<SkillResultEvent>(events[^1]).Result;
        Assert.Equal((ExecutionStatus.Failed, kind), (result.Status, Assert.Single(result.Attempts).Error));
        Assert.Empty(_bed.Second.Requests);
    }

    [Fact]
    public async Task AResetIsLeftForTheNextCandidateWhetherOrNotSomethingArrived()
    {
        _bed.First.Respond(static _ => new() { Text = "half of the answer", DeltaSize = 4, ChunkSize = 64, ResetAfterBytes = 600 });

        var result = Assert.IsType<SkillResultEvent>((await StreamAsync())[^1]).Result;

        Assert.Equal("second", result.ModelId);
        Assert.All(result.Attempts.SkipLast(1), static a => Assert.True(a.Error is ModelErrorKind.Network or ModelErrorKind.Truncated, a.ErrorMessage));
    }

    [Fact]
    public async Task AStreamThatFailsBeforeItsFirstPieceStartsOverInAnyCase()
    {
        _bed.Configure = static o => o.Routing.Retry.RestartStreams = false;
        _bed.First.Respond(static _ => LoopbackReply.Fails(ModelErrorKind.Overloaded));

        var events = await StreamAsync();

        Assert.Equal("second", Assert.IsType<SkillResultEvent>(events[^1]).Result.ModelId);
        Assert.Equal("from the second", Text(events));
    }

    private static string Text(IEnumerable<SkillEvent> events) => string.Concat(events.OfType<SkillDeltaEvent>().Select(static d => d.Text));

    private Task<List<SkillEvent>> StreamAsync() => _bed.RunAsync(ReadAsync());

    private async Task<List<SkillEvent>> ReadAsync()
    {
        var events = new List<SkillEvent>();
        await foreach (var happened in _bed.Engine.StreamAsync(_bed.Skill(), cancellationToken: Cancel))
        {
            events.Add(happened);
        }

        return events;
    }
}
