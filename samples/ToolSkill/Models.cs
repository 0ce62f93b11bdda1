namespace Skills.Engine.ToolSkill;

/// <summary>Takes a provider that the environment has a key for. Without one, says so and runs dry.</summary>
internal static class Models
{
    public static void AddFromEnvironment(SkillsEngineBuilder builder)
    {
        var any = false;
        if (Has("ANTHROPIC_API_KEY")) { builder.AddAnthropic(); any = true; }
        if (Has("OPENAI_API_KEY")) { builder.AddOpenAI(); any = true; }
        if (Has("GOOGLE_API_KEY")) { builder.AddGoogle(); any = true; }
        if (Has("SKILLS_LOCAL_ENDPOINT")) { builder.AddLocal(); any = true; }

        if (!any)
        {
            Console.WriteLine("Dry run: no provider key is set (ANTHROPIC_API_KEY, OPENAI_API_KEY, GOOGLE_API_KEY or SKILLS_LOCAL_ENDPOINT), so a script in place of a model calls the tool.");
            builder.AddModelClient(new ScriptedModel(), ScriptedModel.Model);
        }
    }

    private static bool Has(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
}
