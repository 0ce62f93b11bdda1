using System.Diagnostics;
using System.Text.RegularExpressions;
using Skills.Cli.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Skills.Cli.Tests.Actions;

/// <summary>Runs the steps of the composite action as a runner does: each script in bash, with the inputs as its variables.</summary>
internal sealed partial class ActionRun : IDisposable
{
    // 'dotnet tool install' would need a package, so it puts the program that was built with the tests in its place.
    private const string Dotnet = """
        #!/usr/bin/env bash
        set -eu
        echo "dotnet $*" >> "$DOTNET_CALLS"
        case "$1 $2" in
          "tool restore") exit 0 ;;
          "tool run") [ "$3 $4" = "skills --" ]; shift 4; exec "$REAL_DOTNET" "$SKILLS_DLL" "$@" ;;
          "tool install")
            [ "$3 $4" = "Skills.Cli --tool-path" ]
            printf '#!/usr/bin/env bash\nexec "%s" "%s" "$@"\n' "$REAL_DOTNET" "$SKILLS_DLL" > "$5/skills"
            chmod +x "$5/skills" ;;
          *) exit 64 ;;
        esac
        """;

    private readonly YamlMappingNode _action;
    private readonly Dictionary<string, string> _inputs = [];

    public ActionRun(params (string Name, string Value)[] given)
    {
        using var text = new StreamReader(Path.Combine(AppContext.BaseDirectory, "action.yml"));
        var yaml = new YamlStream();
        yaml.Load(text);
        _action = (YamlMappingNode)yaml.Documents[0].RootNode;
        foreach (var (name, input) in Map(_action, "inputs"))
        {
            _inputs[name] = Text(input, "default");
        }

        foreach (var (name, value) in given)
        {
            Assert.True(_inputs.ContainsKey(name), $"The action has no input '{name}'.");
            _inputs[name] = value;
        }

        Place.Write("runner/bin/dotnet", Dotnet.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(Place.Folder, "runner/bin/dotnet"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (var file in (string[])["runner/path", "runner/summary.md", "runner/calls"])
        {
            Place.Write(file, "");
        }
    }

    /// <summary>Gets the checkout.</summary>
    public Workplace Place { get; } = new();

    /// <summary>Gets the calls of dotnet, one a line.</summary>
    public string Calls => Place.Read("runner/calls");

    /// <summary>Gets the summary of the job.</summary>
    public string Summary => Place.Read("runner/summary.md");

    /// <summary>Gets the value of an output.</summary>
    public string Output(string name) => Resolve(Text(Map(_action, "outputs").Single(o => o.Name == name).Value, "value"));

    /// <summary>Runs the steps until one fails.</summary>
    /// <returns>The name of the last step that ran, and what it wrote.</returns>
    public async Task<(string Step, CliResult Result)> RunAsync()
    {
        (string Step, CliResult Result) last = ("", new(0, "", ""));
        foreach (var step in ((YamlSequenceNode)Map(_action, "runs").Single(static r => r.Name == "steps").Value).Cast<YamlMappingNode>())
        {
            last = (Text(step, "name"), await RunAsync(step));
            if (last.Result.Exit != 0)
            {
                break;
            }
        }

        return last;
    }

    public void Dispose() => Place.Dispose();

    private async Task<CliResult> RunAsync(YamlMappingNode step)
    {
        Assert.Equal("bash", Text(step, "shell"));
        var script = Text(step, "run");
        Assert.DoesNotContain("${{", script, StringComparison.Ordinal);
        // As a runner starts bash, and with -u: a variable that no input sets is a typo.
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-ueo", "pipefail", Place.Write("runner/step.sh", script)])
        {
            WorkingDirectory = Place.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Variables(step))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Eventually.EndsAsync(process.WaitForExitAsync(TestContext.Current.CancellationToken));
        return new(process.ExitCode, await output, await error);
    }

    private IEnumerable<(string Name, string Value)> Variables(YamlMappingNode step)
    {
        var runner = Path.Combine(Place.Folder, "runner");
        var added = File.ReadAllLines(Path.Combine(runner, "path")).Reverse();
        (string, string)[] given =
        [
            ("RUNNER_TEMP", runner),
            ("GITHUB_PATH", Path.Combine(runner, "path")),
            ("GITHUB_STEP_SUMMARY", Path.Combine(runner, "summary.md")),
            ("GITHUB_ACTIONS", "true"),
            ("DOTNET_CALLS", Path.Combine(runner, "calls")),
            ("REAL_DOTNET", Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(static f => Path.Combine(f, "dotnet")).First(File.Exists)),
            ("SKILLS_DLL", Path.Combine(AppContext.BaseDirectory, "skills.dll")),
            ("PATH", string.Join(':', [.. added, Path.Combine(runner, "bin"), Environment.GetEnvironmentVariable("PATH")!])),
        ];
        return given.Concat(Map(step, "env").Select(e => (e.Name, Resolve(((YamlScalarNode)e.Value).Value!))));
    }

    private string Resolve(string text) => Expression().Replace(text, match =>
        _inputs.GetValueOrDefault(match.Groups[1].Value) ?? throw new InvalidOperationException($"The action has no input '{match.Groups[1].Value}'."));

    private static IEnumerable<(string Name, YamlNode Value)> Map(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var map) ? ((YamlMappingNode)map).Children.Select(static c => (((YamlScalarNode)c.Key).Value!, c.Value)) : [];

    private static string Text(YamlNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    [GeneratedRegex(@"\$\{\{ inputs\.(\w+) \}\}")]
    private static partial Regex Expression();
}
