#:project ../../src/Skills.Engine.Testing/Skills.Engine.Testing.csproj
#:property PublishAot=false

// Types the commands of commands.txt in a real terminal (tmux) and writes what it showed: the text for docs/cli.md, and the picture.
//   SKILLS=/folder/with/skills dotnet run docs/cli-session/session.cs docs/cli-session
// It needs bash, git, curl, tmux and chromium. The model is a scripted server on this machine.

using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Skills.Engine;
using Skills.Engine.Testing;

const string Name = "skills-cli-session";
const string Pages = "<meta charset=utf-8><style>body{margin:0;background:#14171d}pre{margin:0;padding:14px 18px;width:max-content;color:#e6e9ef;font:14px/1.35 'DejaVu Sans Mono',monospace}</style>";

var folder = Path.GetFullPath(args[0]);
var output = Path.GetFullPath(args.ElementAtOrDefault(1) ?? Path.Combine(folder, "..", "images", "cli-session.png"));
var work = Directory.CreateTempSubdirectory("ticket-").FullName;
Directory.CreateDirectory(Path.Combine(work, "prompts"));
File.Copy(Path.Combine(folder, "prompts", "hello.prompty"), Path.Combine(work, "prompts", "hello.prompty"));

var outages = 0;
await using var server = await LoopbackProviderServer.StartAsync();
server.Models.Add("small-model");
server.Respond(Answer);

await using var closing = new Closing(work);
await TmuxAsync("new-session", "-d", "-s", Name, "-x", "118", "-y", "60", "-c", work,
    "env", $"SKILLS_LOCAL_ENDPOINT={server.LocalUrl}", $"PATH={Environment.GetEnvironmentVariable("SKILLS")}:{Environment.GetEnvironmentVariable("PATH")}",
    "PS1=$ ", $"PROMPT_COMMAND=tmux wait-for -S {Name}", "bash", "--norc", "--noprofile");
await TmuxAsync("set-option", "-t", Name, "history-limit", "5000");
await TmuxAsync("wait-for", Name);
var hidden = new List<string>();
foreach (var line in File.ReadLines(Path.Combine(folder, "commands.txt")).Where(static l => l.Length > 0 && l[0] != '#'))
{
    var command = line[0] == '!' ? line[1..].Trim() : line;
    if (line[0] == '!')
    {
        hidden.Add(command);
    }

    // The signal comes before the prompt, and what is typed before the prompt would be shown twice.
    while ((await TmuxAsync("display-message", "-p", "-t", Name, "#{cursor_x}")).Trim() != "2")
    {
        await Task.Delay(20);
    }

    await TmuxAsync("send-keys", "-t", Name, "-l", command);
    await TmuxAsync("send-keys", "-t", Name, "Enter");
    await TmuxAsync("wait-for", Name);
}

var text = await TmuxAsync("capture-pane", "-p", "-J", "-S", "-", "-t", Name);
var shown = text.TrimEnd().Split('\n').Select(static l => l.TrimEnd()).Where(l => !hidden.Exists(h => l == $"$ {h}")).ToList();
Console.WriteLine(string.Join('\n', shown.SkipLast(shown[^1] == "$" ? 1 : 0)));

// The picture has the tests, the comparison and what comes between.
var colored = (await TmuxAsync("capture-pane", "-p", "-e", "-S", "-", "-t", Name)).Split('\n');
var from = Array.FindIndex(colored, static l => l.Contains("skills test --record", StringComparison.Ordinal));
var to = Array.FindIndex(colored, static l => l.Contains("skills explain", StringComparison.Ordinal));
var page = Path.Combine(work, "session.html");
File.WriteAllText(page, $"{Pages}<pre>{Html(string.Join('\n', colored[from..to].Where(l => !hidden.Exists(h => l.Contains(h, StringComparison.Ordinal)))))}</pre>");
var lines = to - from;
await RunAsync("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", $"--window-size=1040,{(lines * 19) + 30}", $"--screenshot={output}", page);

LoopbackReply Answer(RecordedRequest request)
{
    var messages = request.Json.GetProperty("messages").EnumerateArray().Select(static m => m.GetProperty("content").ToString()).ToList();
    var ticket = messages[^1];
    var isOutage = ticket.Contains("Nothing works", StringComparison.Ordinal);
    var isRefund = ticket.Contains("money back", StringComparison.Ordinal);
    // The fourth answer about the outage is another one, so that a case is seen as flaky.
    var urgency = isOutage ? ++outages == 4 ? 2 : 5 : 3;
    var category = isOutage ? "bug" : isRefund && !messages[0].Contains("Anything about money", StringComparison.Ordinal) ? "other" : "billing";
    return new()
    {
        Text = JsonSerializer.Serialize(new Dictionary<string, object> { ["category"] = category, ["urgency"] = urgency, ["summary"] = ticket }),
        Usage = new() { InputUncached = 120, OutputVisible = 24 },
    };
}

static Task<string> TmuxAsync(params string[] arguments) => RunAsync("tmux", ["-L", Name, .. arguments]);

static async Task<string> RunAsync(string program, params string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
    var errors = process.StandardError.ReadToEndAsync(deadline.Token);
    var written = await process.StandardOutput.ReadToEndAsync(deadline.Token);
    await process.WaitForExitAsync(deadline.Token);
    return process.ExitCode == 0 ? written : throw new InvalidOperationException($"{program} {arguments.FirstOrDefault()} ended with {process.ExitCode}: {await errors}");
}

// Colors, bold and dim as styles: a sequence changes what it names and leaves the rest.
static string Html(string terminal)
{
    var html = new StringBuilder("<span>");
    var (weight, opacity, color) = ("", "", "");
    foreach (var part in Regex.Split(terminal, "(\e\\[[0-9;]*m)"))
    {
        if (!part.StartsWith('\e'))
        {
            html.Append(WebUtility.HtmlEncode(part));
            continue;
        }

        foreach (var code in part[2..^1].Split(';'))
        {
            (weight, opacity, color) = code switch
            {
                "" or "0" => ("", "", ""),
                "1" => ("font-weight:bold;", opacity, color),
                "2" => (weight, "opacity:.65;", color),
                "31" or "91" => (weight, opacity, "color:#ff9a9f;"),
                "32" or "92" => (weight, opacity, "color:#7fdca0;"),
                "33" or "93" => (weight, opacity, "color:#f2c66d;"),
                "36" or "96" => (weight, opacity, "color:#7fd8e6;"),
                "39" => (weight, opacity, ""),
                _ => (weight, opacity, color),
            };
        }

        html.Append($"</span><span style=\"{weight}{opacity}{color}\">");
    }

    return html.Append("</span>").ToString();
}

// The terminal ends with the program, whatever happened.
internal sealed class Closing(string folder) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        using var kill = Process.Start(new ProcessStartInfo("tmux", ["-L", "skills-cli-session", "kill-server"]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);
    }
}
