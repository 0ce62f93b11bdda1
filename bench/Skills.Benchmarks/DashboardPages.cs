using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Benchmarks;

/// <summary>The server time of each page of the dashboard over a log that is filled: all requests of the page, one after another, over loopback HTTP.</summary>
internal static class DashboardPages
{
    private const int Repeats = 40;
    private const int Skills = 18;

    /// <summary>Serves the dashboard over the log, and times its pages.</summary>
    public static async Task Show(string name, Action<SkillsEngineBuilder> log)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var model = new FakeModelClient();
        var engine = builder.Services.AddSkillsEngine().AddModelClient(model, model.Model()).AddDryRun();
        log(engine);
        for (var i = 0; i < Skills; i++)
        {
            engine.AddSkill(new Skill { Id = $"skill-{i}", Name = $"Skill {i}", Version = "1.0.0", Description = "Answers.", PromptTemplate = "Answer {{ question }}.", InputSchema = JsonElement.Parse("""{"type":"object","properties":{"question":{"type":"string"}}}""") });
        }

        var app = builder.Build();
        await using var closing = app.ConfigureAwait(false);
        app.MapSkillsDashboard("/skills-ui", static o => o.ShowContent = true);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new(app.Urls.First() + "/skills-ui/api/") };
        client.DefaultRequestHeaders.Add("X-Skills-Token", (await client.GetFromJsonAsync<JsonElement>("session")).GetProperty("token").GetString());
        var latest = (await client.GetFromJsonAsync<JsonElement>("runs")).GetProperty("items")[0].GetProperty("id").GetString();

        Console.WriteLine($"{name}: server time of a page, {Repeats} times");
        foreach (var (page, requests) in Pages(latest!))
        {
            var (times, bytes) = (new List<double>(), 0L);
            for (var i = 0; i < Repeats; i++)
            {
                var start = Stopwatch.GetTimestamp();
                bytes = 0;
                foreach (var request in requests)
                {
                    bytes += await AskAsync(client, request);
                }

                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            times.Sort();
            Console.WriteLine($"  {page,-34} median {times[Repeats / 2],7:F1} ms   p95 {times[(int)(Repeats * 0.95) - 1],7:F1} ms   {bytes / 1024.0,6:F1} KB of data");
        }
    }

    private static IEnumerable<(string Page, string[] Requests)> Pages(string run) =>
    [
        ("Skills", ["skills"]),
        ("Playground", ["skills/skill-3", "skills/skill-3/render"]),
        ("Runs", ["runs", "skills"]),
        ("Runs of one skill", ["runs?skill=skill-3", "skills"]),
        ("Runs, three filters", ["runs?skill=skill-2&status=failed&tenant=tenant-20", "skills"]),
        ("Runs, search that finds nothing", ["runs?q=no+such+text", "skills"]),
        ("Run", [$"runs/{run}"]),
        ("Compare", ["skills", "skills/skill-3"]),
        ("Tests", ["tests", "skills"]),
        ("Routing & cost, 30 days", ["routing?days=30", "skills"]),
        ("Routing & cost, what if", ["routing/what-if?skill=skill-3&days=30"]),
        ("Cache", ["cache"]),
        ("Findings", ["skills"]),
    ];

    private static async Task<long> AskAsync(HttpClient client, string request)
    {
        using var body = new StringContent("""{"input":{"question":"why"}}""", Encoding.UTF8, "application/json");
        using var response = request.EndsWith("/render", StringComparison.Ordinal) ? await client.PostAsync(request, body) : await client.GetAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadAsByteArrayAsync()).Length;
    }
}
