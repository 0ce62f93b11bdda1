namespace Skills.Jinja.Values;

/// <summary>Leaves a render at a call whose result is not there yet.</summary>
/// <remarks>It passes through functions of the host that render a body, so it looks like a cancellation, which such functions let pass.</remarks>
internal sealed class SuspendedException(Func<TimeSpan, CancellationToken, Task> wait) : OperationCanceledException("The render waits for an asynchronous function.")
{
    /// <summary>Waits for the result and notes it.</summary>
    internal Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => wait(most, cancellationToken);
}
