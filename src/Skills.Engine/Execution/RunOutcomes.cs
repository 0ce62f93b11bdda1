using Skills.Engine.Models.Invocation;
using Skills.Engine.Routing;

namespace Skills.Engine.Execution;

/// <summary>Tells the router what output and rules made of an answer, and remembers it for ratings that come later. One call of the façade after steps 6 and 7.</summary>
internal sealed class RunOutcomes(IModelRouter router, FeedbackRecorder feedback, IDifficultyEstimator difficulties)
{
    /// <summary>Tells the verdict on one answer.</summary>
    /// <param name="executionId">The execution.</param>
    /// <param name="tenant">Whose execution it is.</param>
    /// <param name="skill">The skill.</param>
    /// <param name="answer">What step 5 gave; ignored when it holds no reply.</param>
    /// <param name="isValid">Whether schema and rules were satisfied.</param>
    /// <param name="repairs">Repairs that reading took.</param>
    /// <param name="isReask">Whether the answer came from a re-ask.</param>
    /// <param name="difficulty">How hard the request was taken to be; null when unknown.</param>
    public void Checked(string executionId, string? tenant, Skill skill, ModelInvocationResult answer, bool isValid, int repairs, bool isReask, DifficultyEstimate? difficulty = null)
    {
        if (answer.Reply is null)
        {
            return;
        }

        var outcome = new RoutingOutcome
        {
            Model = answer.Model,
            Category = skill.Category,
            SkillId = skill.Id,
            Difficulty = difficulty,
            OutputValid = isValid,
            Repairs = repairs,
            IsReask = isReask,
            Experiment = answer.Experiment,
        };
        var quality = OutcomeQuality.Of(outcome);
        router.Report(outcome);
        difficulties.Learn(outcome, quality);
        feedback.Remember(executionId, tenant, outcome, quality);
    }
}
