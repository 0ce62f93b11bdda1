using Skills.Engine.Batches;
using Skills.Engine.Workflows;

namespace Skills.Engine.OrleansGrain;

/// <summary>One execution of a skill. The key of the grain is the execution id.</summary>
internal interface ISkillGrain : IGrainWithStringKey
{
    /// <summary>Runs the skill, or returns the outputs that the id has.</summary>
    /// <param name="skill">The name of the skill.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <returns>The outputs as JSON.</returns>
    Task<string> ExecuteAsync(string skill, Dictionary<string, string?> inputs);
}

internal sealed class SkillGrain(ReplaySafeSkills skills, SkillCatalog catalog) : Grain, ISkillGrain
{
    public async Task<string> ExecuteAsync(string skill, Dictionary<string, string?> inputs)
    {
        var known = catalog.Find(skill) ?? throw new InvalidOperationException($"The catalog has no skill '{skill}'.");
        return Tickets.OutputsOf(await skills.ExecuteAsync(this.GetPrimaryKeyString(), known, inputs)).GetRawText();
    }
}
