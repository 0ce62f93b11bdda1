using System.CommandLine;
using System.Text.Json;
using Skills.Cli.Hosting;
using Skills.Cli.Shell;

namespace Skills.Cli.Doctoring;

/// <summary><c>skills doctor</c>: checks keys, Redis, models and files, and says what to do.</summary>
internal sealed class DoctorCommand : CliCommand
{
    private readonly Option<bool> _online = new("--online") { Description = "Also asks one word of the cheapest model of each ready provider." };

    public DoctorCommand(CliHost host, CommonOptions common) : base(
        "doctor",
        "Checks configuration, keys, Redis, models and files, and says what to do.",
        host,
        common,
        "skills doctor",
        "skills doctor --online -o json") => Add(_online);

    protected override async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var engine = EngineRegistration.Build(EngineSettings.Of(call) with { Redis = true });
        await using var closing = engine.ConfigureAwait(false);
        var checks = new List<Check>();
        await foreach (var check in new Checkup(call, engine).RunAsync(call.Get(_online), cancellationToken).ConfigureAwait(false))
        {
            checks.Add(check);
            if (call.Output == OutputKind.Text)
            {
                call.Terminal.Result(Line(check, call.Terminal.OutInk));
            }
        }

        if (call.Output != OutputKind.Text)
        {
            call.Terminal.Json(writer => Write(writer, checks));
        }

        return checks.Exists(static c => c.State == CheckState.Failed) ? ExitCode.Failed : ExitCode.Done;
    }

    private static string Line(Check check, Ink ink)
    {
        var mark = check.State switch
        {
            CheckState.Ok => ink.Green("✓"),
            CheckState.Note => ink.Yellow("–"),
            _ => ink.Red("✗"),
        };
        return $"{mark} {check.Name,-20} {PlainText.Of(check.Message)}{(check.Advice is { } advice ? $"\n  {"",-20} {ink.Dim(advice)}" : "")}";
    }

    private static void Write(Utf8JsonWriter writer, List<Check> checks)
    {
        writer.WriteStartArray();
        foreach (var check in checks)
        {
            writer.WriteStartObject();
            writer.WriteString("name", check.Name);
            writer.WriteString("state", check.State.ToString().ToLowerInvariant());
            writer.WriteString("message", check.Message);
            writer.WriteString("advice", check.Advice);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
