using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Skills.Engine.Testing;

namespace Skills.Engine.Tests.Routing;

/// <summary>A whole engine before two loopback servers, under a virtual clock: real HTTP, but no wait takes time.</summary>
internal sealed class TwoProviders : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);
    private int _inFlight;
    private int _ended;
    private ServiceProvider? _services;

    public VirtualTime Time { get; } = new();

    public required LoopbackProviderServer First { get; init; }

    public required LoopbackProviderServer Second { get; init; }

    /// <summary>Who is registered; the model of each has its name.</summary>
    public IReadOnlyList<ModelDefinition> Models { get; set; } = [Model("first", "openai"), Model("second", "anthropic")];

    public Action<SkillsEngineOptions>? Configure { get; set; }

    /// <summary>Another address for the first provider.</summary>
    public string? FirstUrl { get; set; }

    /// <summary>Calls of providers that have ended.</summary>
    public int CallsEnded => Volatile.Read(ref _ended);

    public ServiceProvider Services => _services ??= Build();

    public SkillExecutionEngine Engine => Services.GetRequiredService<SkillExecutionEngine>();

    public static async Task<TwoProviders> StartAsync(CancellationToken cancellationToken) => new()
    {
        First = await LoopbackProviderServer.StartAsync(cancellationToken: cancellationToken),
        Second = (await LoopbackProviderServer.StartAsync(cancellationToken: cancellationToken)).Reply("from the second"),
    };

    public static ModelDefinition Model(string id, string provider, int window = 100_000) => new()
    {
        Id = id,
        Provider = provider,
        ContextWindow = window,
        MaxOutputTokens = 4096,
        Prices = [new() { Input = 1, Output = 2 }],
    };

    public Skill Skill(ModelPreferences? preferences = null) => new()
    {
        Id = "s",
        Name = "S",
        PromptTemplate = "hello",
        ModelPreferences = (preferences ?? new()) with { PreferredModels = [.. Models.Select(static m => m.Id)] },
        Cache = new() { Enabled = false },
        Limits = new() { Timeout = TimeSpan.FromMinutes(10) },
    };

    public Task<SkillResult> ExecuteAsync(Skill? skill = null) =>
        RunAsync(Engine.ExecuteAsync(skill ?? Skill(), cancellationToken: TestContext.Current.CancellationToken));

    /// <summary>
    /// Moves the clock from wait to wait while no call is under way. Deadlines of a call ring only where its server hangs, as
    /// <paramref name="hangs"/> says; those of the execution never do.
    /// </summary>
    public async Task<T> RunAsync<T>(Task<T> task, Func<bool>? hangs = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (!task.IsCompleted)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1), "The task waits for something that is neither a timer nor a call.");
            if (Volatile.Read(ref _inFlight) > 0 && (hangs?.Invoke() ?? false))
            {
                // What a deadline ends takes its real moment to end; no other may ring before.
                var ended = Volatile.Read(ref _ended);
                Time.FireNext(TimeSpan.FromMinutes(5));
                SpinWait.SpinUntil(() => task.IsCompleted || Volatile.Read(ref _ended) != ended, TimeSpan.FromSeconds(5));
                continue;
            }

            VirtualTime.LetThePoolWork(task);
            if (task.IsCompleted || !Time.FireNext(LongestWait, unless: () => Volatile.Read(ref _inFlight) > 0))
            {
                await Task.WhenAny(task, Task.Delay(1));
            }
        }

        return await task;
    }

    public async Task<IReadOnlyList<LedgerLine>> LedgerAsync() =>
        await Services.GetRequiredService<ICostLedger>().ReadAsync(new() { From = DateOnly.MinValue, To = DateOnly.MaxValue }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        await First.DisposeAsync();
        await Second.DisposeAsync();
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationManager());
        services.AddSingleton<TimeProvider>(Time);
        services.AddLogging();
        var builder = services.AddSkillsEngine(o =>
        {
            o.Catalog.Embedded = false;
            o.Routing.Seed = 1;
            foreach (var model in Models)
            {
                o.Models.Add(model);
            }

            Configure?.Invoke(o);
        });
        builder.AddOpenAI(o => (o.ApiKey, o.BaseUrl) = ("key", FirstUrl ?? First.OpenAIUrl));
        builder.AddAnthropic(o => (o.ApiKey, o.BaseUrl) = ("key", Second.AnthropicUrl));
        foreach (var client in services.Where(static d => d.ServiceType == typeof(IModelClient)).ToList())
        {
            services.Remove(client);
            services.AddSingleton<IModelClient>(s => new Counted((IModelClient)ActivatorUtilities.CreateInstance(s, client.ImplementationType!), this));
        }

        return services.BuildServiceProvider();
    }

    private sealed class Counted(IModelClient inner, TwoProviders bed) : IModelClient
    {
        public ModelProvider Provider => inner.Provider;

        public async Task<ModelReply> InvokeAsync(ModelRequest request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref bed._inFlight);
            try
            {
                return await inner.InvokeAsync(request, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref bed._inFlight);
                Interlocked.Increment(ref bed._ended);
            }
        }

        public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref bed._inFlight);
            try
            {
                await foreach (var update in inner.StreamAsync(request, cancellationToken))
                {
                    yield return update;
                }
            }
            finally
            {
                Interlocked.Decrement(ref bed._inFlight);
                Interlocked.Increment(ref bed._ended);
            }
        }
    }
}
