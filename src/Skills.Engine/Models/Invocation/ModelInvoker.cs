using Microsoft.Extensions.Options;
using Skills.Engine.Routing;

namespace Skills.Engine.Models.Invocation;

/// <summary>
/// Step 5: asks the candidates in their order until one answers, by the error table of <see cref="ErrorPolicy"/>, within the
/// deadline and the money. Thread-safe. Throws <see cref="OperationCanceledException"/> for the caller's token only.
/// </summary>
internal sealed class ModelInvoker(
    AttemptRunner attempts,
    ShadowRunner shadows,
    Deployments deployments,
    Paces paces,
    IOptions<SkillsEngineOptions> options,
    TimeProvider time)
{
    private readonly Backoff _backoff = new(options.Value.Routing, time);

    /// <summary>Asks until a candidate answers or nothing is left to try.</summary>
    /// <param name="invocation">The candidates, the messages and the bounds.</param>
    /// <param name="cancellationToken">The caller's, or the whole execution's.</param>
    public ValueTask<ModelInvocationResult> InvokeAsync(ModelInvocation invocation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        ArgumentOutOfRangeException.ThrowIfZero(invocation.Candidates.Count);

        var run = new InvocationRun(invocation, attempts, deployments, paces, _backoff, options.Value, time).RunAsync(cancellationToken);

        // Half of a conversation with tools says nothing about a model.
        return shadows.Any && invocation.OfferedTools.Count == 0 ? WithShadowsAsync(invocation, run) : run;
    }

    private async ValueTask<ModelInvocationResult> WithShadowsAsync(ModelInvocation invocation, ValueTask<ModelInvocationResult> run)
    {
        var result = await run.ConfigureAwait(false);
        if (result.Reply is not null)
        {
            shadows.Consider(invocation, result.Model);
        }

        return result;
    }
}
