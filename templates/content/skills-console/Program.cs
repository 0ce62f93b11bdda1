using Skills.Engine;

var hasKey = Environment.GetEnvironmentVariable("ANTHROPIC_API_KEY") is { Length: > 0 };

await using var engine = SkillsEngine.Create(builder =>
{
    builder.AddSkillsFromDirectory(Path.Combine(AppContext.BaseDirectory, "skills"));
    if (hasKey)
    {
        builder.AddAnthropic();
    }
    else
    {
        // Without a key: a sample that fits the skill's output schema.
        builder.AddDryRun();
    }
});

// A dictionary, so that the program also runs trimmed and ahead of time.
var result = await engine.ExecuteAsync("greet", new Dictionary<string, object?> { ["name"] = args.FirstOrDefault() ?? "Alice" });

Console.WriteLine($"{result.Status} ({(hasKey ? result.ModelId : "dry run")})");
Console.WriteLine(result.IsSuccess ? result.Outputs : result.ErrorMessage);
return result.IsSuccess ? 0 : 1;
