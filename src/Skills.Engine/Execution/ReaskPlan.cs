using Skills.Engine.Models.Invocation;
using Skills.Engine.Outputs;
using Skills.Engine.Rules;

namespace Skills.Engine.Execution;

/// <summary>How to ask again.</summary>
/// <param name="FailureClass">Why: <c>syntax</c>, <c>violations</c>, <c>truncated</c>, <c>empty</c>, <c>ambiguous</c> or <c>rules</c>.</param>
/// <param name="Messages">The messages to send.</param>
/// <param name="Options">The options to send, whole.</param>
/// <param name="Output">The shape asked for this time; null keeps the skill's.</param>
/// <param name="StrongerModel">Whether a stronger model than the last is wanted.</param>
/// <param name="Fingerprint">Identifies the request; goes to <see cref="ReaskRequest.Sent"/> of the next plan.</param>
/// <param name="Merge">Takes what step 6 made of the new reply, puts it together with the earlier one where it is a part, and checks the whole.</param>
internal sealed record ReaskPlan(
    string FailureClass,
    IReadOnlyList<ModelMessage> Messages,
    ModelOptions Options,
    OutputContract? Output,
    bool StrongerModel,
    string Fingerprint,
    Func<OutputValidation, OutputValidation> Merge)
{
    /// <summary>The class of an answer without text.</summary>
    public const string Empty = "empty";

    /// <summary>The next request, after one that a model answered.</summary>
    public ModelInvocation Apply(ModelInvocation invocation, ModelDefinition last) => invocation with
    {
        Messages = Messages,
        Options = Options,
        Output = Output ?? invocation.Output,
        Reason = "reask:" + FailureClass,
        EstimatedInputTokens = null,
        Candidates = StrongerModel ? StrongerFirst(invocation.Candidates, last)
            : FailureClass == Empty ? OthersFirst(invocation.Candidates, last)
            : SameFirst(invocation.Candidates, last),
    };

    // The model that answered knows the conversation, and its prompt cache is warm.
    internal static IReadOnlyList<ModelCandidate> SameFirst(IReadOnlyList<ModelCandidate> candidates, ModelDefinition last) =>
        [.. candidates.OrderByDescending(c => c.Model == last)];

    // A model that says nothing seldom says more when it is asked again.
    private static IReadOnlyList<ModelCandidate> OthersFirst(IReadOnlyList<ModelCandidate> candidates, ModelDefinition last) =>
        [.. candidates.OrderBy(c => c.Model == last)];

    private static IReadOnlyList<ModelCandidate> StrongerFirst(IReadOnlyList<ModelCandidate> candidates, ModelDefinition last) =>
        [.. candidates.OrderByDescending(c => c.Model.Quality > last.Quality).ThenByDescending(c => c.Model == last)];
}
