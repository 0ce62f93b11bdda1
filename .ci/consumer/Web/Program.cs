using Skills.Engine;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSkillsEngine()
    .AddDryRun()
    .AddSkillsFromDirectory(Path.Combine(AppContext.BaseDirectory, "skills"))
    .AddMemoryExecutionLog();
builder.Services.AddSkillsHealthChecks();

var app = builder.Build();
app.MapSkills("/skills");
app.MapSkillsDashboard("/skills-ui");
app.MapHealthChecks("/health");
app.Run();
