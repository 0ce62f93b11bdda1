using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Skills.Engine.Routing.Learning.Sharing;
using Skills.Tests;

namespace Skills.Engine.Routing.Learning.Tests;

/// <summary>Several estimators that learn from each other through a log.</summary>
public sealed class SharedDifficultyTests
{
    private static readonly ModelDefinition Weak = new() { Id = "weak", Provider = "p", Quality = 0.6 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachLearnsFromTheOutcomesOfTheOthers()
    {
        var log = new MemoryLog();
        await using var first = new Learner(log);
        await using var second = new Learner(log);
        first.Learn("tensors", 0, "one");
        second.Learn("gardens", 1, "two");

        Exchange(first, second, first);

        Assert.Equal([(null, 2), ("one", 1), ("two", 1)], first.Counts);
        Assert.Equal(first.Counts, second.Counts);
    }

    [Fact]
    public async Task AResetReachesTheOthersAndThoseThatStartLater()
    {
        var log = new MemoryLog();
        await using var first = new Learner(log);
        await using var second = new Learner(log);
        first.Learn("tensors", 0, "one");
        first.Learn("tensors", 0, "two");
        Exchange(first, second);

        second.Estimator.Reset("one");
        Exchange(second, first);
        await using var late = new Learner(log);
        Exchange(late);

        Assert.Equal([(null, 2), ("two", 1)], first.Counts);
        Assert.Equal(first.Counts, late.Counts);
        second.Estimator.Reset();
        Exchange(second, first);
        Assert.Equal([(null, 0)], first.Counts);
    }

    [Fact]
    public async Task OutcomesAreKeptWhileTheLogCannotBeReached()
    {
        var log = new MemoryLog { IsDown = true };
        await using var first = new Learner(log);
        await using var second = new Learner(log);
        first.Learn("tensors", 0, "one");
        Exchange(first, second);
        Assert.Equal([(null, 0)], second.Counts);

        log.IsDown = false;
        Exchange(first, second);

        Assert.Equal([(null, 1), ("one", 1)], second.Counts);
    }

    [Fact]
    public async Task DamagedRecordsAreLeftOut()
    {
        var log = new MemoryLog();
        await using var first = new Learner(log);
        first.Learn("tensors", 0, "one");
        Exchange(first);
        var record = log.Records[0];
        var damaged = (byte[][])[[], [9, 1, 2], record[..^3], [.. record[..40], .. Enumerable.Repeat((byte)0xFF, 60)], [.. Enumerable.Repeat((byte)0xFF, 300)]];
        await log.ExchangeAsync([.. damaged.Select(static d => (ReadOnlyMemory<byte>)d)], null, Cancel);

        await using var second = new Learner(log);
        Exchange(second);

        Assert.Equal([(null, 1), ("one", 1)], second.Counts);
    }

    [Fact]
    public async Task ARecordHoldsNoTextOfThePrompt()
    {
        var log = new MemoryLog();
        await using var learner = new Learner(log);
        learner.Learn("tensors", 0, "one");
        Exchange(learner);

        Assert.DoesNotContain("tensors", System.Text.Encoding.Latin1.GetString(log.Records[0]), StringComparison.Ordinal);
    }

    // The log answers at once, so an exchange ends before the clock goes on.
    private static void Exchange(params Learner[] learners)
    {
        foreach (var learner in learners)
        {
            learner.Clock.Advance(new SkillsEngineOptions().Routing.Learning.ShareEvery);
        }
    }

    private sealed class Learner : IAsyncDisposable
    {
        public Learner(ILearningLog log)
        {
            Estimator = new(Options.Create(new LearnedDifficultyOptions()));
            Exchange = new([log], Estimator, Options.Create(new SkillsEngineOptions()), Clock, NullLogger<LearnedExchange>.Instance);
        }

        public TestClock Clock { get; } = new();

        public LearnedDifficultyEstimator Estimator { get; }

        public LearnedExchange Exchange { get; }

        public IReadOnlyList<(string? Skill, int Outcomes)> Counts => [.. Estimator.States().Select(static s => (s.Skill, s.Outcomes))];

        public void Learn(string topic, double quality, string skill)
        {
            var request = new DifficultyRequest(new() { Id = skill, Name = skill }, [new(MessageRole.User, $"Shorten the report about {topic}.")]);
            Estimator.Learn(new() { Model = Weak, Category = "GENERAL", SkillId = skill, Difficulty = Estimator.Estimate(request) }, quality);
        }

        public ValueTask DisposeAsync() => Exchange.DisposeAsync();
    }

    // Keeps everything, and hands each reader what it did not write itself.
    private sealed class MemoryLog : ILearningLog
    {
        public bool IsDown { get; set; }

        public List<byte[]> Records { get; } = [];

        public Task<LearningLogPage> ExchangeAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, string? after, CancellationToken cancellationToken)
        {
            if (IsDown)
            {
                return Task.FromException<LearningLogPage>(new TimeoutException("The log is down."));
            }

            var from = after is null ? 0 : int.Parse(after, System.Globalization.CultureInfo.InvariantCulture);
            var others = Records.Skip(from).Select(static r => (ReadOnlyMemory<byte>)r).ToList();
            Records.AddRange(records.Select(static r => r.ToArray()));
            return Task.FromResult(new LearningLogPage(others, $"{Records.Count}", HasMore: false));
        }
    }
}
