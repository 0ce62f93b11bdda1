using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.ExecutionLogs.Tests;

/// <summary>A whole engine with logs behind it, and what these hold.</summary>
internal static class Pipeline
{
    public static ServiceProvider Engine(Action<SkillsEngineBuilder> logs, Action<SkillsEngineOptions> configure)
    {
        var model = new FakeModelClient().Reply("""{"greeting":"Hello"}""");
        var services = new ServiceCollection();
        logs(services.AddSkillsEngine(configure).AddModelClient(model, model.Model()));
        return services.BuildServiceProvider();
    }

    public static async Task ExecuteAsync(ServiceProvider services, int executions, string name = "Ada")
    {
        var engine = services.GetRequiredService<SkillExecutionEngine>();
        for (var i = 0; i < executions; i++)
        {
            (await engine.ExecuteAsync(Some.Skill, new { name }, cancellationToken: TestContext.Current.CancellationToken)).EnsureSuccess();
        }
    }

    public static int CountSqlite(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand("SELECT count(*) FROM skill_executions", connection);
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
