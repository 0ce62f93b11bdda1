using System.Text.RegularExpressions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import.Copilot;

/// <summary>Turns the Markdown files of GitHub Copilot into our own form.</summary>
internal sealed partial class CopilotImporter(SourceText source, ReadingContext context)
{
    /// <summary>A prompt file: its variables become inputs. Null when it cannot be read at all.</summary>
    public MapNode? Prompt()
    {
        const string Format = "Copilot prompts";
        if (ForeignMarkdown.Read(source, Format, context) is not { } file)
        {
            return null;
        }

        var form = file.Begin(Format, context);
        Common(file, form);
        file.Keys.Take("mode", "agent");
        file.Keys.Take("argument-hint");
        file.Keys.End();
        var schema = new FormBuilder(file.Keys.Map);
        var prompt = Template(file.Body.Text, schema);
        form.Add("input", new FormBuilder(file.Keys.Map).Add("schema", schema)).Add("output", new FormBuilder(file.Keys.Map).Add("format", "text"));
        form.Add("template", new FormBuilder(file.Keys.Map).Add("undefined", "empty"));
        return form.Add("prompt", prompt, file.Body).Build();
    }

    /// <summary>A custom agent: its body is the system message. Null when it cannot be read at all.</summary>
    public MapNode? Agent()
    {
        const string Format = "Copilot agents";
        if (ForeignMarkdown.Read(source, Format, context) is not { } file)
        {
            return null;
        }

        var form = file.Begin(Format, context);
        Common(file, form);
        file.Keys.Take("target", "argument-hint");
        file.Keys.Drop("handoffs");
        file.Keys.Drop("mcp-servers");
        file.Keys.End();
        file.AddAsSystem(form);
        return form.Build();
    }

    private static void Common(ForeignMarkdown file, FormBuilder form)
    {
        form.Add("tools", file.Keys.Names("tools"));
        if (file.Keys.Take("model") is { } model)
        {
            form.Add("model", new FormBuilder(model).Add("prefer", model as ListNode ?? FormBuilder.List(model, [model])));
        }
    }

    // ${input:name:hint} is asked of the user; the rest, such as ${selection}, comes from the editor.
    private static string Template(string body, FormBuilder schema)
    {
        var (template, last) = (new JinjaWriter(), 0);
        foreach (Match variable in Variable().Matches(body))
        {
            var isInput = variable.Groups["input"].Success;
            var name = variable.Groups[isInput ? "input" : "name"].Value;
            var hint = variable.Groups["hint"] is { Success: true, Value.Length: > 0 } text ? $", {text.Value}" : isInput ? "" : $", The editor's {name}";
            var key = isInput ? name : name + "?";
            if (!schema.Has(key))
            {
                schema.Add(key, "string" + hint);
            }

            template.Text(body[last..variable.Index]).Value(name);
            last = variable.Index + variable.Length;
        }

        return template.Text(body[last..]).ToString();
    }

    [GeneratedRegex(@"\$\{(input:(?<input>[A-Za-z_]\w*)|(?<name>[A-Za-z_]\w*))(:(?<hint>[^}\n]*))?\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
