using System.Text.Json;
using Microsoft.DurableTask;
using Skills.Engine.Batches;
using Skills.Engine.Workflows;

namespace Skills.Engine.DurableTask;

/// <summary>Runs a skill of the catalog as an activity. All attempts of an orchestration at a skill have one execution id.</summary>
internal sealed class SkillActivity(ReplaySafeSkills skills, SkillCatalog catalog) : TaskActivity<StepCall, JsonElement>
{
    public override async Task<JsonElement> RunAsync(TaskActivityContext context, StepCall input)
    {
        var skill = catalog.Find(input.Skill) ?? throw new InvalidOperationException($"The catalog has no skill '{input.Skill}'.");
        return Tickets.OutputsOf(await skills.ExecuteAsync($"{context.InstanceId}/{input.Skill}", skill, input.Inputs));
    }
}

/// <summary>The input of the activity.</summary>
/// <param name="Skill">The name of the skill.</param>
/// <param name="Inputs">Its inputs.</param>
internal sealed record StepCall(string Skill, Dictionary<string, string?> Inputs);
