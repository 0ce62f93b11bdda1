using Skills.Engine;

var builder = WebApplication.CreateBuilder(args);
var skills = builder.Services.AddSkillsEngine().AddSkillsFromDirectory(Path.Combine(AppContext.BaseDirectory, "skills"));
if (Environment.GetEnvironmentVariable("ANTHROPIC_API_KEY") is { Length: > 0 })
{
    skills.AddAnthropic();
}
else
{
    // Without a key: a sample that fits the skill's output schema.
    skills.AddDryRun();
}

builder.Services.AddSkillsHealthChecks();

var app = builder.Build();
app.MapSkills("/skills");
app.MapHealthChecks("/health");
app.Run();
