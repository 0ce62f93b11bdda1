using Skills.Engine.Batches.Journal;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Tests.Journal;

/// <summary>What a journal does with the items that a lost process had.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteBatchStore _store;

    public RecoveryTests() => _store = new(_folder.Of("batches.db"), TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    /// <summary>An item that ends its process each time must not do so for ever.</summary>
    [Fact]
    public async Task AnItemThatWasLostAtItsLastAttemptIsADeadLetter()
    {
        Assert.True(await _store.CreateAsync(Run(BatchRunState.Running), Token));
        await _store.AppendAsync("run", new(0, "", false), [new(1, "id-1", "{}")], new(1, "mark", true), Token);

        await LoseAsync();
        var once = (await _store.CountAsync("run", Token))!;
        await LoseAsync();
        var twice = (await _store.CountAsync("run", Token))!;

        Assert.Equal((1L, 0L, 1L), (once.Pending, once.Failed, once.Repeats));
        Assert.Equal((0L, 1L, 2L), (twice.Pending, twice.Failed, twice.Repeats));
        Assert.Equal(1, twice.Failures["batch.worker_lost"]);
        var dead = Assert.Single(await Some.ListAsync(_store.ReadAsync("run", new(DeadOnly: true), Token)));
        Assert.Equal((2, 2, CostKind.AtLeast), (dead.Attempts, dead.Repeats, dead.Cost.Kind));
    }

    [Fact]
    public async Task ARunThatIsCompletedIsRetired()
    {
        Assert.True(await _store.CreateAsync(Run(BatchRunState.Completed), Token));

        Assert.True(await _store.RetireAsync("run", Token));
    }

    private async Task LoseAsync()
    {
        Assert.Single((await _store.ClaimAsync("run", "a", 10, Token)).Claims);
        await (await _store.HoldAsync("run", Token))!.DisposeAsync();
    }

    private static BatchRun Run(BatchRunState state) => new()
    {
        Id = "run",
        Skill = "echo",
        SkillVersion = "1.0.0",
        SkillHash = "hash",
        Options = new() { MaxAttempts = 2 },
        State = state,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
