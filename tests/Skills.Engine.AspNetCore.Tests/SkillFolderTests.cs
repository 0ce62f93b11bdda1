using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Skills.Engine.AspNetCore.Tests;

/// <summary>A relative folder counts from the content root, as appsettings.json does.</summary>
public sealed class SkillFolderTests : IDisposable
{
    private const string File = """
        skill: 1
        name: hello
        description: Greets.
        prompt: Say hello.
        output: { schema: { greeting: string } }
        """;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task ARelativeFolderIsFoundInTheContentRoot()
    {
        _root.CreateSubdirectory("my-skills");
        await System.IO.File.WriteAllTextAsync(Path.Combine(_root.FullName, "my-skills", "hello.skill.yaml"), File, Token);
        using var host = Host("my-skills");

        await host.StartAsync(Token);

        Assert.NotNull(host.Services.GetRequiredService<ISkillExecutionEngine>().Catalog.Find("hello"));
    }

    [Fact]
    public async Task AMissingFolderStopsTheHostWithThePlacesTried()
    {
        using var host = Host("no-such-skills");

        var error = await Assert.ThrowsAsync<SkillDefinitionException>(() => host.StartAsync(Token));

        Assert.Contains($"'{Path.Combine(_root.FullName, "no-such-skills")}'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{Path.Combine(AppContext.BaseDirectory, "no-such-skills")}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("CopyToOutputDirectory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWarningOfAFileIsLoggedOnce()
    {
        var logged = new Lines();
        _root.CreateSubdirectory("my-skills");
        await System.IO.File.WriteAllTextAsync(Path.Combine(_root.FullName, "my-skills", "hello.skill.yaml"), File.Replace("description: Greets.", "description: Greets.\ninput: { schema: { unused: string } }", StringComparison.Ordinal), Token);
        using var host = Host("my-skills", logged);
        await host.StartAsync(Token);
        var catalog = host.Services.GetRequiredService<ISkillExecutionEngine>().Catalog;
        var warnings = catalog.Diagnostics.Count(static d => d.Severity == DiagnosticSeverity.Warning);

        catalog.Reload();

        Assert.True(warnings > 0, "The file has no warning.");
        Assert.Equal(warnings, logged.All.Count(static l => l.StartsWith("604", StringComparison.Ordinal)));
    }

    private IHost Host(string folder, Lines? lines = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { ContentRootPath = _root.FullName });
        builder.Logging.ClearProviders();
        if (lines is not null)
        {
            builder.Logging.AddProvider(lines);
        }

        builder.Services.AddSkillsEngine().AddSkillsFromDirectory(folder);
        return builder.Build();
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Enqueue($"{eventId.Id} {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
