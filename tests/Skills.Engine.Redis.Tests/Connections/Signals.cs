namespace Skills.Engine.Redis.Tests.Connections;

internal static class Signals
{
    /// <summary>Sends signals until one arrives. The first are lost while the receiver still subscribes.</summary>
    public static async Task ArriveAsync(ISkillCacheCoordinator sender, ISkillCacheCoordinator receiver)
    {
        var arrived = 0;
        using var registration = receiver.OnSignal(_ => Interlocked.Increment(ref arrived));
        await Eventually.HoldsAsync(
            async () =>
            {
                await sender.SignalAsync("hello", TestContext.Current.CancellationToken);
                return Volatile.Read(ref arrived) > 0;
            },
            "No signal arrived.");
    }
}
