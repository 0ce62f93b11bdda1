using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Benchmarks;

/// <summary>
/// What a call through a provider, and through the whole engine, adds to a bare <see cref="HttpClient"/> with System.Text.Json: the
/// same request, byte for byte but for the order of members, at the same loopback server in interleaved rounds. The server runs in
/// this process: its share is in every line, is the same in each, and falls out of the differences.
/// </summary>
/// <remarks>
/// Time is that of one call at a time. CPU is counted with many callers at once, since a pool that waits for the next answer spins,
/// and would be counted as work. Least is the least disturbed round, median what a busy machine gives.
/// </remarks>
internal static class ProvidersBench
{
    private const int Rounds = 40;
    private const int CallsAlone = 200;
    private const int Callers = 16;
    private const int CallsEach = 60;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

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
        await WarmAsync(server, ways);
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

    // Until nothing is compiled any more, and only if all ways ask the same.
    private static async Task WarmAsync(LoopbackProviderServer server, (string Name, Func<Task> Call)[] ways)
    {
        JsonElement? asked = null;
        foreach (var (name, call) in ways)
        {
            server.Forget();
            await call();
            var body = server.Requests.Single().Json;
            if (!JsonElement.DeepEquals(asked ??= body, body))
            {
                throw new InvalidOperationException($"'{name}' asks something else: {body}");
            }

            for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < WarmUp;)
            {
                server.Forget();
                await ManyAsync(call);
            }
        }
    }

    private static async Task<Sample[][]> MeasureAsync(LoopbackProviderServer server, (string Name, Func<Task> Call)[] ways)
    {
        var samples = ways.Select(static _ => new Sample[Rounds]).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                samples[way][round] = await MeasureAsync(server, ways[way].Call);
            }
        }

        return samples;
    }

    private static async Task<Sample> MeasureAsync(LoopbackProviderServer server, Func<Task> call)
    {
        server.Forget();
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < CallsAlone; i++)
        {
            await call();
        }

        var micros = Stopwatch.GetElapsedTime(began).TotalMicroseconds / CallsAlone;
        var allocated = (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)CallsAlone;

        server.Forget();
        GC.Collect();
        var cpu = Environment.CpuUsage.TotalTime;
        await ManyAsync(call);
        return new(micros, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / (Callers * CallsEach), allocated);
    }

    private static Task ManyAsync(Func<Task> call) => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
    {
        for (var i = 0; i < CallsEach; i++)
        {
            await call();
        }
    })));

    private static void Print(LoopbackProviderServer server, (string Name, Func<Task> Call)[] ways, Sample[][] samples)
    {
        Console.WriteLine($"{"",-38}{"alone:",9}{"",12}{$"{Callers} callers:",15}{"",13}{"added to the first line:",48}");
        Console.WriteLine($"{"",-38}{"median",9}{"least",12}{"CPU median",15}{"CPU least",13}{"CPU median",16}{"CPU least",13}{"bytes",12}{"allocated",14}");
        for (var way = 0; way < ways.Length; way++)
        {
            var (time, cpu, bytes) = (Of(way, static s => s.Micros), Of(way, static s => s.Cpu), Of(way, static s => s.Bytes));
            var (bareCpu, bareBytes) = (Of(0, static s => s.Cpu), Of(0, static s => s.Bytes));
            Console.WriteLine(
                $"{ways[way].Name,-38}{time.Median,6:F0} us{time.Least,9:F0} us{cpu.Median,12:F1} us{cpu.Least,10:F1} us"
                + $"{cpu.Median - bareCpu.Median,13:F1} us{cpu.Least - bareCpu.Least,10:F1} us{bytes.Median - bareBytes.Median,10:N0} B{bytes.Median,12:N0} B");
        }

        Console.WriteLine($"{"",-38}connections accepted in all: {server.AcceptedConnections}");

        (double Median, double Least) Of(int way, Func<Sample, double> part)
        {
            var sorted = samples[way].Select(part).Order().ToList();
            return (sorted[sorted.Count / 2], sorted[0]);
        }
    }

    private readonly record struct Sample(double Micros, double Cpu, double Bytes);
}
