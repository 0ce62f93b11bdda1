namespace Skills.Engine.Tests;

/// <summary>Waits for what other threads, sockets and processes bring about in their own time. A test that can use a fake clock or a signal uses that instead.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Looks again and again until something holds; fails after a minute.</summary>
    public static Task HoldsAsync(Func<bool> holds, string otherwise) => HoldsAsync(() => Task.FromResult(holds()), otherwise);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string)"/>
    public static async Task HoldsAsync(Func<Task<bool>> holds, string otherwise)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, otherwise);
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
