using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Skills.Cli.Shell;

/// <summary>Where a command writes. The standard output takes the result only, and everything else goes to the standard error.</summary>
internal sealed class Terminal
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CliHost _host;
    private readonly bool _quiet;
    private readonly Lock _gate = new();

    public Terminal(CliHost host, ColorChoice color, bool quiet)
    {
        (_host, _quiet) = (host, quiet);
        OutInk = new(TakesColor(color, host.OutIsTerminal));
        ErrorInk = new(TakesColor(color, host.ErrorIsTerminal));
    }

    /// <summary>Gets the colors of the standard output.</summary>
    public Ink OutInk { get; }

    /// <summary>Gets the colors of the standard error.</summary>
    public Ink ErrorInk { get; }

    /// <summary>Gets whether a person looks at the standard error, so that progress can be shown.</summary>
    public bool ShowsProgress => _host.ErrorIsTerminal && !_quiet && ErrorInk.IsOn;

    /// <summary>Writes a line of the result.</summary>
    public void Result(string line)
    {
        lock (_gate)
        {
            _host.Out.WriteLine(line);
        }
    }

    /// <summary>Writes a JSON value as the result, on several lines.</summary>
    public void Json(Action<Utf8JsonWriter> write) => Result(Text(write, Indented));

    /// <summary>Writes a JSON value as one line of the result.</summary>
    public void JsonLine(Action<Utf8JsonWriter> write) => Result(Text(write, OneLine));

    /// <summary>Writes rows as the result: a table for people, plain columns for programs.</summary>
    public void Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        lock (_gate)
        {
            if (_host.OutIsTerminal && OutInk.IsOn)
            {
                WriteTable(headers, rows);
            }
            else
            {
                PlainColumns.Write(_host.Out, headers, rows);
            }
        }
    }

    /// <summary>Writes a remark to the standard error, unless the user wants quiet.</summary>
    public void Note(string line)
    {
        if (!_quiet)
        {
            WriteError(line);
        }
    }

    /// <summary>Writes a problem to the standard error, always.</summary>
    public void Problem(string message) => WriteError($"{ErrorInk.Red("error:")} {PlainText.Of(message)}");

    /// <summary>Writes a warning to the standard error, always.</summary>
    public void Warning(string message) => WriteError($"{ErrorInk.Yellow("warning:")} {PlainText.Of(message)}");

    /// <summary>Runs something that takes a while, under a moving line when a person looks.</summary>
    public Task<T> WaitAsync<T>(string what, Func<Task<T>> work) => WaitAsync(what, _ => work());

    /// <summary>Runs something that takes a while and says how far it is, under a moving line when a person looks.</summary>
    /// <param name="what">The first text of the line.</param>
    /// <param name="work">Gets an action that replaces the text, callable from any thread.</param>
    public async Task<T> WaitAsync<T>(string what, Func<Action<string>, Task<T>> work)
    {
        if (!ShowsProgress)
        {
            return await work(static _ => { }).ConfigureAwait(false);
        }

        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(_host.Error) });
        return await console.Status().StartAsync(Shown(what), status => work(text => status.Status = Shown(text))).ConfigureAwait(false);

        static string Shown(string text) => Markup.Escape(PlainText.Line(text, 80));
    }

    private static string Text(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            write(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private void WriteError(string line)
    {
        lock (_gate)
        {
            _host.Error.WriteLine(line);
        }
    }

    private void WriteTable(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var table = new Table().RoundedBorder().BorderStyle(new Style(decoration: Decoration.Dim));
        foreach (var header in headers)
        {
            table.AddColumn(new TableColumn(new Text(header, new Style(decoration: Decoration.Bold))));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(static cell => new Text(PlainText.Of(cell))));
        }

        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(_host.Out) });
        console.Profile.Width = _host.Width;
        console.Write(table);
    }

    // https://no-color.org: any value that is not empty switches colors off.
    private bool TakesColor(ColorChoice choice, bool isTerminal) => choice switch
    {
        ColorChoice.Always => true,
        ColorChoice.Never => false,
        _ => isTerminal
            && _host.Variables.GetValueOrDefault("NO_COLOR") is null or ""
            && _host.Variables.GetValueOrDefault("TERM") is not "dumb",
    };
}
