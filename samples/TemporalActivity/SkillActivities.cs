using Skills.Engine.Batches;
using Skills.Engine.Workflows;
using Temporalio.Activities;

namespace Skills.Engine.TemporalActivity;

/// <summary>Runs a skill of the catalog as an activity. All attempts at an activity have one execution id.</summary>
internal sealed class SkillActivities(ReplaySafeSkills skills, SkillCatalog catalog)
{
    /// <summary>Runs the skill, or returns the outputs that the activity has.</summary>
    /// <param name="call">The skill and its inputs.</param>
    /// <returns>The outputs as JSON.</returns>
    [Activity]
    public async Task<string> RunSkillAsync(StepCall call)
    {
        var context = ActivityExecutionContext.Current;
        var skill = catalog.Find(call.Skill) ?? throw new InvalidOperationException($"The catalog has no skill '{call.Skill}'.");
        var id = $"{context.Info.WorkflowId}/{context.Info.ActivityId}";
        return Tickets.OutputsOf(await skills.ExecuteAsync(id, skill, call.Inputs, cancellationToken: context.CancellationToken)).GetRawText();
    }
}

/// <summary>The input of the activity.</summary>
/// <param name="Skill">The name of the skill.</param>
/// <param name="Inputs">Its inputs.</param>
internal sealed record StepCall(string Skill, Dictionary<string, string?> Inputs);
