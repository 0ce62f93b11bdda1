using System.Text.Json;

namespace Skills.Engine.Execution;

/// <summary>Puts the host's middleware around an execution. Thread-safe.</summary>
/// <param name="middleware">In the order of registration; the first is the outermost.</param>
internal sealed class MiddlewareChain(IEnumerable<ISkillMiddleware> middleware)
{
    private readonly ISkillMiddleware[] _all = [.. middleware];

    /// <summary>Whether there is none, so that executions run as they are.</summary>
    public bool IsEmpty => _all.Length == 0;

    /// <summary>Runs an execution.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="run">Runs the eight steps.</param>
    /// <param name="end">Makes a result without them.</param>
    /// <param name="cancellationToken">Ends the execution.</param>
    public async Task<SkillResult> RunAsync(
        RunRequest request,
        Func<RunRequest, CancellationToken, Task<SkillResult>> run,
        Func<RunRequest, JsonElement?, SkillError?, SkillResult> end,
        CancellationToken cancellationToken)
    {
        var call = new SkillInvocation(request.Skill, request.Inputs, request.Context ?? SkillExecutionContext.Anonymous)
        {
            End = (ended, outputs, error) => end(Of(request, ended), outputs, error),
        };
        var began = 0;
        try
        {
            return await NextAsync(0, call, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return call.Fail("middleware.failed", $"A middleware failed with {problem.GetType().FullName}; this is a defect of a middleware that the host registered.");
        }

        async Task<SkillResult> NextAsync(int index, SkillInvocation current, CancellationToken token)
        {
            ArgumentNullException.ThrowIfNull(current);
            if (index < _all.Length)
            {
                return await _all[index].InvokeAsync(current, (changed, inner) => NextAsync(index + 1, changed, inner), token).ConfigureAwait(false)
                    ?? throw new InvalidOperationException($"{_all[index].GetType().Name} returned null.");
            }

            return Interlocked.Exchange(ref began, 1) == 0
                ? await run(Of(request, current), token).ConfigureAwait(false)
                : throw new InvalidOperationException("A middleware called next twice.");
        }
    }

    private static RunRequest Of(RunRequest request, SkillInvocation call) => request with { Skill = call.Skill, Inputs = call.Inputs, Context = call.Context };
}
