using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Scalar.AspNetCore;
using Skills.Engine;

// dotnet run --project samples/WebApi
// curl localhost:5080/skills/ticket-triage -H 'Content-Type: application/json' -d @samples/WebApi/ticket.json

var builder = WebApplication.CreateBuilder(args);

var engine = builder.Services.AddSkillsEngine()
    .AddSkillsFromDirectory("skills")
    .AddMemoryExecutionLog()
    .AddSqliteExecutionLog(Path.Combine(Path.GetTempPath(), "skills-webapi", "executions.db"));

// With a key the provider answers; without one the dry run does, which costs nothing and needs no network.
var hasKey = !string.IsNullOrEmpty(builder.Configuration["ANTHROPIC_API_KEY"]);
_ = hasKey ? engine.AddAnthropic() : engine.AddDryRun();

// samples/AppHost names its Redis and the dashboard of Aspire in the environment. Other hosts set the same variables.
if (builder.Configuration.GetConnectionString("cache") is { Length: > 0 } redis)
{
    engine.AddRedisCache(redis);
}

if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
{
    builder.Services.AddOpenTelemetry()
        .WithTracing(static t => t.AddSource(SkillDiagnostics.ActivitySourceName).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation())
        .WithMetrics(static m => m.AddMeter(SkillDiagnostics.MeterName).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation())
        .WithLogging()
        .UseOtlpExporter();
}

builder.Services.AddSkillsHealthChecks();

// The host's own document: its endpoints and, by AddSkills, every skill.
builder.Services.AddOpenApi(options => options.AddSkills());

var app = builder.Build();

// A real host chains RequireAuthorization() and RequireRateLimiting("…") here, and shows the history to nobody else.
app.MapSkills("/skills", options => options.ShowHistory = app.Environment.IsDevelopment());
app.MapHealthChecks("/health");

// http://localhost:5080/skills-ui, for this machine only. A real host chains RequireAuthorization("policy") here too.
app.MapSkillsDashboard("/skills-ui", options => options.ShowContent = app.Environment.IsDevelopment());

// Scalar shows the skills with their schemas, and sends calls.
app.MapOpenApi();
app.MapScalarApiReference("/scalar", options => options.WithTitle("Skills"));
app.MapGet("/", () => Results.Content(StartPage.Html, "text/html; charset=utf-8"));

app.Logger.Answering(hasKey ? "Anthropic" : "the dry run (set ANTHROPIC_API_KEY for a real model)");
app.Run();

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Skills are answered by {Who}.")]
    public static partial void Answering(this ILogger logger, string who);
}
