using System.CommandLine;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;

namespace Skills.Cli.Serving;

/// <summary><c>skills serve</c>: the skills of a folder over HTTP and MCP, for this machine only.</summary>
internal sealed class ServeCommand : CliCommand
{
    private readonly Option<int> _port = new("--port") { Description = "Port on 127.0.0.1; 0 takes a free one.", HelpName = "port", DefaultValueFactory = static _ => 5055 };
    private readonly Option<bool> _dry = new("--dry") { Description = "Answers from examples and schemas, without a model." };
    private readonly Option<bool> _watch = new("--watch") { Description = "Takes changed files over while it runs." };

    public ServeCommand(CliHost host, CommonOptions common) : base(
        "serve",
        "Serves the skills of a folder over HTTP and MCP on this machine, with the dashboard.",
        host,
        common,
        "skills serve --watch --dry",
        "skills serve --port 8080 --dir prompts")
    {
        Add(_port);
        Add(_dry);
        Add(_watch);
    }

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Get(_port) is < 0 or > 65535)
        {
            throw new CliException(ExitCode.Usage, "--port must be from 0 to 65535.");
        }

        var app = SkillsServer.Build(EngineSettings.Of(call) with { Dry = call.Get(_dry), Watch = call.Get(_watch) }, call.Get(_port));
        await using var closing = app.ConfigureAwait(false);
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        var address = SkillsServer.AddressOf(app);
        call.Terminal.Result($"{address}/skills");
        call.Terminal.Note($"Dashboard and playground: {address}/skills-ui");
        call.Terminal.Note($"Serves skills, {address}/skills/openapi.json and {address}/skills/mcp without authentication, to this machine only. Ctrl-C ends.");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, call.Host.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A person ends a server with Ctrl-C, which is no failure.
            await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return ExitCode.Done;
    }
}
