using Skills.Engine.Batches.Runs;
using Skills.Engine.Batches.Storage;

namespace Skills.Engine.Batches.Tests.Runs;

/// <summary>Places for claims, and the hand-over of places that become free.</summary>
public sealed class ClaimWindowTests
{
    [Fact]
    public async Task AWaiterGoesOnOnceTheFewestPlacesAreFree()
    {
        var window = new ClaimWindow(size: 4, least: 2);
        Assert.Equal(4, await window.TakeAsync(CancellationToken.None));
        BatchClaim[] claims = [Claim(1), Claim(2), Claim(3)];
        window.Add(claims);
        window.Return(1);
        var waiting = window.TakeAsync(CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);

        window.Remove(claims[0]);

        Assert.Equal(2, await Eventually.EndsAsync(waiting));
        Assert.Equal([2L, 3], window.Claims.Select(static c => c.Row));
    }

    [Fact]
    public async Task AClaimThatIsRemovedTwiceFreesOnePlace()
    {
        var window = new ClaimWindow(size: 2, least: 1);
        await window.TakeAsync(CancellationToken.None);
        window.Add([Claim(1), Claim(2)]);

        window.Remove(Claim(1));
        window.Remove(Claim(1));

        Assert.Equal(1, await Eventually.EndsAsync(window.TakeAsync(CancellationToken.None).AsTask()));
    }

    [Fact]
    public async Task ACanceledWaiterTakesNoPlaces()
    {
        var window = new ClaimWindow(size: 1, least: 1);
        await window.TakeAsync(CancellationToken.None);
        using var leaves = new CancellationTokenSource();
        var first = window.TakeAsync(leaves.Token).AsTask();
        var second = window.TakeAsync(CancellationToken.None).AsTask();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        window.Return(1);

        Assert.Equal(1, await Eventually.EndsAsync(second));
    }

    private static BatchClaim Claim(long row) => new() { Row = row, Inputs = "{}", Attempt = 1 };
}
