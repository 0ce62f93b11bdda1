using Skills.Engine.Batches.Journal;
using Skills.Engine.Testing;

namespace Skills.Engine.Batches.Tests.Runs;

public sealed class DeletionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ARunIsDeletedOnceItIsOverAndItsIdIsFree()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var model = new FakeModelClient().Respond(async (request, cancellationToken) =>
        {
            await gate.Task.WaitAsync(cancellationToken);
            return FakeModelClient.Answer(Some.Answer(request));
        });
        await using var engine = Some.Engine(model, _folder.Of("batches.db"));
        await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(50)), new() { Id = "fifty" }, Token);

        var running = await Assert.ThrowsAsync<BatchException>(() => engine.Batches.DeleteAsync("fifty", Token));
        gate.SetResult();
        await Eventually.EndsAsync(engine.Batches.WaitAsync("fifty", Token));
        await engine.Batches.WriteResultsAsync("fifty", _folder.Of("results.jsonl"), Token);
        var (first, second) = (await engine.Batches.DeleteAsync("fifty", Token), await engine.Batches.DeleteAsync("fifty", Token));

        Assert.Contains("Wait until they are finished", running.Message, StringComparison.Ordinal);
        Assert.Equal((true, false), (first, second));
        await Assert.ThrowsAsync<BatchException>(() => engine.Batches.GetProgressAsync("fifty", Token));
        Assert.Empty(await engine.Batches.ListAsync(cancellationToken: Token));
        Assert.Equal(50, (await File.ReadAllLinesAsync(_folder.Of("results.jsonl"), Token)).Length);
        await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(3)), new() { Id = "fifty" }, Token);
        Assert.Equal(3, (await Eventually.EndsAsync(engine.Batches.WaitAsync("fifty", Token))).Succeeded);
    }

    [Fact]
    public async Task ARunWithABatchThatIsNotKnownToBeCanceledIsKept()
    {
        await using var engine = Some.Engine(Some.Model(), _folder.Of("batches.db"));
        await engine.Batches.StartAsync(Some.Skill, BatchSource.From(Some.Items(3)), new() { Id = "three" }, Token);
        await Eventually.EndsAsync(engine.Batches.WaitAsync("three", Token));
        using var store = new SqliteBatchStore(_folder.Of("batches.db"), TimeProvider.System);
        var batch = new ModelBatch { Id = "b-1", Provider = "nobody", Model = "m", State = ModelBatchState.Running, ExpiresAt = DateTimeOffset.UnixEpoch, ResultFiles = [] };
        await store.SaveVendorBatchAsync("three", new("1", "nobody", ["x-0"], batch), Token);

        var refused = await Assert.ThrowsAsync<BatchException>(() => engine.Batches.DeleteAsync("three", Token));
        var kept = await engine.Batches.GetProgressAsync("three", Token);
        await store.RemoveVendorBatchAsync("three", "1", Token);

        Assert.Contains("The run 'three' has 1 batch(es) at providers that are not known to be canceled", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, kept.Succeeded);
        Assert.True(await engine.Batches.DeleteAsync("three", Token));
    }
}
