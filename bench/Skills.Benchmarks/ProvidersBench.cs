using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Benchmarks;

/// <summary>
/// What a call through a provider, and through the whole engine, adds to a bare <see cref="HttpClient"/> with System.Text.Json at
/// the same loopback server, in interleaved rounds. The server runs in this process: its share is in every line and falls out of the differences.
/// </summary>
internal static class ProvidersBench
{
    private const int Rounds = 40;
    private const int CallsPerRound = 100;

    private static readonly byte[] Answer = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1787313600,"model":"bench","choices":[{"index":0,"message":{"role":"assistant","content":"{\"greeting\":\"Hello, World! Nice to meet you.\"}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":42,"completion_tokens":12,"total_tokens":54}}
        """u8.ToArray();

    private static readonly Skill Greeting = new()
    {
        Id = "greeting",
        Name = "Greeting",
        PromptTemplate = "Greet {{ name }} in one sentence.",
        InputSchema = JsonElement.Parse("""{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}"""),
        OutputSchema = JsonElement.Parse("""{"type":"object","properties":{"greeting":{"type":"string"}},"required":["greeting"],"additionalProperties":false}"""),
        ModelPreferences = new() { PreferredModels = ["local/bench"] },
        Cache = new() { Enabled = false },
    };

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        await using var server = await LoopbackProviderServer.StartAsync();
        server.Respond(static _ => new() { Body = Answer });
        using var http = new HttpClient();
        await using var engine = SkillsEngine.Create(builder => AddServer(builder, server));
        var services = new ServiceCollection();
        AddServer(services.AddSkillsEngine(), server);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IModelClient>();
        var request = new ModelRequest
        {
            Model = ModelCatalog.Local("bench"),
            Messages = [new(MessageRole.User, "Greet World in one sentence.")],
            Output = new("greeting", Greeting.OutputSchema),
            Options = new() { MaxOutputTokens = 4096 },
            Deadlines = new() { Connect = TimeSpan.FromSeconds(10), Total = TimeSpan.FromSeconds(100) },
        };
        var inputs = new { name = "World" };

        (string Name, Func<Task> Call)[] ways =
        [
            ("bare HttpClient and System.Text.Json", () => BareAsync(http, server)),
            ("provider client", () => client.InvokeAsync(request, CancellationToken.None)),
            ("whole engine, cache off", async () => (await engine.ExecuteAsync(Greeting, inputs)).EnsureSuccess()),
        ];
        Print(server, ways, await MeasureAsync(server, ways));
    }

    private static void AddServer(SkillsEngineBuilder builder, LoopbackProviderServer server) =>
        builder.AddLocal(o => (o.BaseUrl, _) = (server.LocalUrl, AddModel(o)));

    private static bool AddModel(LocalOptions options)
    {
        options.Models.Add("bench");
        return true;
    }

    private static async Task BareAsync(HttpClient http, LoopbackProviderServer server)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            model = "bench",
            max_tokens = 4096,
            messages = new[] { new { role = "user", content = "Greet World in one sentence." } },
            response_format = new { type = "json_schema", json_schema = new { name = "greeting", strict = true, schema = Greeting.OutputSchema } },
        });
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var response = await http.PostAsync(new Uri(server.LocalUrl + "/chat/completions"), content);
        response.EnsureSuccessStatusCode();
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        var text = document.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
        using var output = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
        _ = output.RootElement.GetProperty("greeting").GetString();
    }

    private static async Task<List<(double Micros, double Cpu, double Bytes)>[]> MeasureAsync(LoopbackProviderServer server, (string Name, Func<Task> Call)[] ways)
    {
        foreach (var (_, call) in ways)
        {
            for (var i = 0; i < 1000; i++)
            {
                await call();
            }
        }

        var samples = ways.Select(static _ => new List<(double, double, double)>()).ToArray();
        using var process = Process.GetCurrentProcess();
        for (var round = 0; round < Rounds; round++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                server.Forget();
                GC.Collect();
                process.Refresh();
                var cpu = process.TotalProcessorTime;
                var bytes = GC.GetTotalAllocatedBytes(precise: true);
                var began = Stopwatch.GetTimestamp();
                for (var i = 0; i < CallsPerRound; i++)
                {
                    await ways[way].Call();
                }

                var elapsed = Stopwatch.GetElapsedTime(began);
                var allocated = GC.GetTotalAllocatedBytes(precise: true) - bytes;
                process.Refresh();
                samples[way].Add((elapsed.TotalMicroseconds / CallsPerRound, (process.TotalProcessorTime - cpu).TotalMicroseconds / CallsPerRound, (double)allocated / CallsPerRound));
            }
        }

        return samples;
    }

    private static void Print(LoopbackProviderServer server, (string Name, Func<Task> Call)[] ways, List<(double Micros, double Cpu, double Bytes)>[] samples)
    {
        Console.WriteLine($"{"",-38}{"median",12}{"least",12}{"CPU least",12}{"allocated",13}{"added CPU",13}{"added bytes",13}");
        var bare = (Cpu: samples[0].Min(static s => s.Cpu), Bytes: Median(samples[0].Select(static s => s.Bytes)));
        for (var way = 0; way < ways.Length; way++)
        {
            var micros = samples[way].Select(static s => s.Micros).ToList();
            var cpu = samples[way].Min(static s => s.Cpu);
            var bytes = Median(samples[way].Select(static s => s.Bytes));
            Console.WriteLine($"{ways[way].Name,-38}{Median(micros),9:F0} us{micros.Min(),9:F0} us{cpu,9:F0} us{bytes,11:N0} B{cpu - bare.Cpu,10:F0} us{bytes - bare.Bytes,11:N0} B");
        }

        Console.WriteLine($"{"",-38}connections accepted in all: {server.AcceptedConnections}");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
