using System.Text.Json;
using Fluid;
using Json.Schema;
using Skills.Jinja;
using Skills.JsonSchema;
using Skills.Replies;

namespace Skills.Benchmarks.Table;

/// <summary>Templates, schemas and replies by themselves.</summary>
internal static class LanguageContests
{
    // Reads the same in Jinja2 and in Liquid.
    private const string Both = "{% for f in files %}{{ f.path }}: +{{ f.lines_added }} -{{ f.lines_removed }}\n{% endfor %}";

    public static IEnumerable<Contest> Of(TableJob job)
    {
        var python = new PeerProcess(["/usr/bin/python3", "python3"], "bench/python/pipeline.py", pass => job.ToJson(pass, redisPort: null));
        var node = new PeerProcess(["node"], "bench/ajv/table.mjs", pass => job.ToJson(pass, redisPort: null));
        return [.. Templates(job, python), .. Schemas(job, python, node), .. Replies(job, node)];
    }

    private static IEnumerable<Contest> Templates(TableJob job, PeerProcess python)
    {
        var environment = new JinjaEnvironment();
        var source = job.Skill.PromptTemplate!;
        var template = environment.Parse(source);
        var inputs = job.Inputs[0];
        yield return Contest.Of("render a prompt", () => template.Render(inputs), "Jinja2 (Python)", python, "render");
        yield return Contest.Of("parse a template", () => environment.Parse(source), "Jinja2 (Python)", python, "parse");

        var small = environment.Parse(Both);
        var files = inputs.GetProperty("files").EnumerateArray().Select(static f => f.EnumerateObject().ToDictionary(static m => m.Name, static m => (object?)m.Value.ToString())).ToArray();
        var model = new Dictionary<string, object?> { ["files"] = files };
        var options = new TemplateOptions();
        var liquid = new FluidParser().Parse(Both);
        if (small.Render(model) != liquid.Render(new TemplateContext(model, options)))
        {
            throw new InvalidOperationException("The two templates do not come out the same.");
        }

        yield return Contest.Of("render a loop over dictionaries", () => small.Render(model), "Fluid", () => liquid.Render(new TemplateContext(model, options)));
    }

    private static IEnumerable<Contest> Schemas(TableJob job, PeerProcess python, PeerProcess node)
    {
        var text = job.Skill.InputSchema!.Value;
        var ours = JsonSchemaValidator.Compile(text);
        var other = global::Json.Schema.JsonSchema.FromText(text.GetRawText());
        var (right, wrong) = (job.Inputs[0], job.WrongInputs);
        var list = new EvaluationOptions { OutputFormat = OutputFormat.List };
        if (!ours.IsValid(right) || !other.Evaluate(right).IsValid || ours.IsValid(wrong) || other.Evaluate(wrong).IsValid)
        {
            throw new InvalidOperationException("The validators disagree.");
        }

        yield return Contest.Of("validate inputs", () => ours.IsValid(right), "ajv (Node)", node, "validate");
        yield return Contest.Of("validate inputs", () => ours.IsValid(right), "jsonschema (Python)", python, "validate");
        yield return Contest.Of("validate inputs", () => ours.IsValid(right), "JsonSchema.Net", () => other.Evaluate(right));
        yield return Contest.Of("list all errors", () => ours.Validate(wrong), "ajv (Node)", node, "all errors");
        yield return Contest.Of("list all errors", () => ours.Validate(wrong), "JsonSchema.Net", () => other.Evaluate(wrong, list));
        yield return Contest.Of("compile a schema", () => JsonSchemaValidator.Compile(text), "ajv (Node)", node, "compile");
    }

    private static IEnumerable<Contest> Replies(TableJob job, PeerProcess node)
    {
        var options = new ReplyOptions();
        var (good, broken) = (job.Reply, job.BrokenReply);
        if (ReplyReader.Read(broken, null, options).Status != ReplyStatus.Valid)
        {
            throw new InvalidOperationException("The broken reply cannot be read.");
        }

        yield return Contest.Of("read a good reply", () => ReplyReader.Read(good, null, options), "JsonDocument.Parse", () => JsonDocument.Parse(good).Dispose());
        yield return Contest.Of("repair a broken reply", () => ReplyReader.Read(broken, null, options), "jsonrepair (Node)", node, "repair");
    }
}
