using System.Runtime.CompilerServices;

namespace Skills.Tests;

/// <summary>
/// The one way a test waits for what other threads, sockets and processes do in their own time. A test that can use
/// <see cref="TestClock"/> or a signal uses that instead. Every wait has a deadline and sees the test's cancellation.
/// </summary>
internal static class Eventually
{
    /// <summary>The deadline of a wait that names none. It only ends a test that would never end, so it is generous.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>The number of looks in a row that see the same number when it has settled.</summary>
    private const int StillLooks = 50;

    /// <summary>Looks again and again until something holds; fails at the deadline.</summary>
    /// <param name="holds">What must hold in the end.</param>
    /// <param name="otherwise">What the failure says.</param>
    /// <param name="within">The deadline; a minute when null.</param>
    public static Task HoldsAsync(Func<bool> holds, string otherwise, TimeSpan? within = null) =>
        HoldsAsync(() => Task.FromResult(holds()), () => otherwise, within);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string, TimeSpan?)"/>
    public static Task HoldsAsync(Func<Task<bool>> holds, string otherwise, TimeSpan? within = null) => HoldsAsync(holds, () => otherwise, within);

    /// <summary>Looks again and again until something holds; fails at the deadline with what is then the case.</summary>
    /// <param name="holds">What must hold in the end.</param>
    /// <param name="otherwise">Makes the sentence of the failure.</param>
    /// <param name="within">The deadline; a minute when null.</param>
    public static async Task HoldsAsync(Func<Task<bool>> holds, Func<string> otherwise, TimeSpan? within = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < (within ?? Patience), otherwise());
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a number stays the same over many looks, because what changes it is blocked or done.</summary>
    /// <param name="number">Reads the number.</param>
    public static Task SettlesAsync(Func<long> number)
    {
        var (last, looks) = (number(), 0);
        return HoldsAsync(
            () =>
            {
                var now = number();
                (last, looks) = (now, now == last ? looks + 1 : 0);
                return looks >= StillLooks;
            },
            "The number does not stay the same.");
    }

    /// <summary>Waits for a task that is expected to end; fails at the deadline.</summary>
    /// <param name="task">The task.</param>
    /// <param name="what">Names the task in the failure.</param>
    public static Task EndsAsync(Task task, [CallerArgumentExpression(nameof(task))] string what = "") => WithinAsync(task, what);

    /// <inheritdoc cref="EndsAsync(Task, string)"/>
    public static async Task<T> EndsAsync<T>(Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await WithinAsync(task, what);
        return await task;
    }

    private static async Task WithinAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"'{what}' did not end within {Patience.TotalSeconds} s.");
        }
    }
}
