using System.Globalization;
using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Claude;

/// <summary>Turns the Markdown files of Claude Code into our own form.</summary>
internal sealed partial class ClaudeImporter(SourceText source, ReadingContext context)
{
    private readonly DiagnosticList _diagnostics = context.Diagnostics;

    /// <summary>A slash command: its arguments become inputs. Null when it cannot be read at all.</summary>
    public MapNode? Command()
    {
        const string Format = "Claude commands";
        if (ForeignMarkdown.Read(source, Format, context) is not { } file)
        {
            return null;
        }

        var form = file.Begin(Format, context);
        var hint = file.Keys.Text("argument-hint")?.Text;
        Model(file, form);
        file.Keys.Drop("allowed-tools");
        file.Keys.Take("disable-model-invocation");
        file.Keys.End();
        var prompt = Prompt(file.Body, out var inputs);
        form.Add("input", Inputs(file.Keys.Map, inputs, hint)).Add("output", new FormBuilder(file.Keys.Map).Add("format", "text"));
        form.Add("template", new FormBuilder(file.Keys.Map).Add("undefined", "empty"));
        return form.Add("prompt", prompt, file.Body).Build();
    }

    /// <summary>A subagent: its body is the system message. Null when it cannot be read at all.</summary>
    public MapNode? Agent()
    {
        const string Format = "Claude subagents";
        if (ForeignMarkdown.Read(source, Format, context) is not { } file)
        {
            return null;
        }

        var form = file.Begin(Format, context);
        Model(file, form);
        form.Add("tools", file.Keys.Names("tools"));
        file.Keys.Take("color");
        file.Keys.Drop("hooks");
        file.Keys.End();
        file.AddAsSystem(form);
        return form.Build();
    }

    // "inherit" is the model of the conversation, which a skill does not have.
    private static void Model(ForeignMarkdown file, FormBuilder form)
    {
        if (file.Keys.Text("model") is { Text: not "inherit" } model)
        {
            var name = model.Text is "opus" or "sonnet" or "haiku" ? "claude-" + model.Text : model.Text;
            form.Add("model", new FormBuilder(model).Add("prefer", FormBuilder.List(model, [FormBuilder.Text(name, model)])));
        }
    }

    private static FormBuilder Inputs(MapNode at, IReadOnlyCollection<string> names, string? hint)
    {
        var schema = new FormBuilder(at);
        foreach (var name in names)
        {
            schema.Add(name + "?", hint is null ? "string" : $"string, {hint}");
        }

        return new FormBuilder(at).Add("schema", schema);
    }

    private string Prompt(ScalarNode body, out SortedSet<string> inputs)
    {
        var (template, last) = (new JinjaWriter(), 0);
        inputs = new(StringComparer.Ordinal);
        foreach (Match mark in Mark().Matches(body.Text))
        {
            if (mark.Groups["shell"].Success)
            {
                _diagnostics.Add(SkillDiagnosticCode.FunctionCall, source, ScalarPlaces.Of(body, mark.Index), mark.Length, "The command runs a shell command here, which skills do not do. Pass its output as an input.");
                continue;
            }

            if (mark.Groups["file"].Success)
            {
                _diagnostics.Add(SkillDiagnosticCode.NotCarried, source, ScalarPlaces.Of(body, mark.Index), mark.Length, $"The file '{mark.Groups["file"].Value}' is not read into the prompt; the reference is sent as text.");
                continue;
            }

            var name = NameOf(mark);
            inputs.Add(name);
            template.Text(body.Text[last..mark.Index]).Value(name);
            last = mark.Index + mark.Length;
        }

        template.Text(body.Text[last..]);
        if (inputs.Count == 0)
        {
            // Without a place of their own the arguments follow the text.
            inputs.Add("arguments");
            template.Value("'\\n\\nARGUMENTS: ' ~ arguments if arguments else ''");
        }

        return template.ToString();
    }

    // $1 is the first, $ARGUMENTS[0] too.
    private static string NameOf(Match mark) =>
        mark.Groups["position"].Success ? "argument_" + mark.Groups["position"].Value
        : mark.Groups["index"].Success ? "argument_" + (int.Parse(mark.Groups["index"].ValueSpan, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture)
        : "arguments";

    [GeneratedRegex(@"(?<shell>!`[^`\n]+`)|\$ARGUMENTS(\[(?<index>[0-9]{1,2})\])?|\$(?<position>[1-9])|(^|[ \t(])@(?<file>[\w./~-]*[\w/])", RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Mark();
}
