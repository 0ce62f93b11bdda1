using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.SkillFiles.Import;
using Skills.Engine.SkillFiles.Import.Dotprompt;
using Skills.Engine.SkillFiles.Import.Handlebars;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;
using Skills.Jinja;
using Skills.Tests;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>The tests of dotprompt's own specification: templates are translated to Jinja, rendered, and put together to messages.</summary>
public sealed class DotpromptSpecTests
{
    private const int InTheSpecification = 117;

    [Fact]
    public void EveryVectorOfTheSpecificationHolds()
    {
        var vectors = Vectors(Suites.PathOf("foreign-prompts/dotprompt/spec")).ToList();
        var failures = new List<string>();
        foreach (var vector in vectors)
        {
            try
            {
                failures.AddRange(vector.Differences().Select(d => $"{vector.Name}: {d}"));
            }
            catch (Exception e) when (e is ForeignTemplateException or JinjaException)
            {
                failures.Add($"{vector.Name}: {e.Message}");
            }
        }

        Assert.Empty(failures);
        Assert.Equal(InTheSpecification, vectors.Count);
    }

    private static IEnumerable<Vector> Vectors(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (var group in Yaml(File.ReadAllText(file)).AsArray())
            {
                foreach (var test in group!["tests"]!.AsArray())
                {
                    yield return new(group.AsObject(), test!.AsObject());
                }
            }
        }
    }

    private static JsonNode Yaml(string text)
    {
        var diagnostics = new DiagnosticList();
        var source = new SourceText("spec.yaml", text);
        var root = new YamlTreeReader(source, diagnostics, new() { MaxFileBytes = int.MaxValue }).Read(0, text.Length);
        Assert.Empty(diagnostics.ToList());
        return JsonNode.Parse(root!.ToJson().GetRawText())!;
    }

    private sealed class Vector(JsonObject group, JsonObject test)
    {
        private readonly string _template = group["template"]!.GetValue<string>();
        private readonly JsonObject _front = FrontOf(group["template"]!.GetValue<string>());
        private readonly JsonObject _expect = test["expect"]!.AsObject();

        public string Name => $"{group["name"]}/{test["desc"]}";

        public IEnumerable<string> Differences()
        {
            if (_expect["messages"] is { } messages && Different(messages, Messages()) is { } difference)
            {
                yield return difference;
            }

            var wanted = new (string Key, Func<JsonNode?> Actual)[]
            {
                ("raw", () => _front), ("config", () => _front["config"]), ("model", () => _front["model"]), ("ext", Extensions), ("input", () => Section("input")), ("output", () => Section("output")),
            };
            foreach (var (key, actual) in wanted)
            {
                if (_expect[key] is { } expected && Different(expected, actual()) is { } other)
                {
                    yield return $"{key}: {other}";
                }
            }
        }

        private static string? Different(JsonNode expected, JsonNode? actual) =>
            JsonNode.DeepEquals(expected, actual) ? null : $"expected {expected.ToJsonString()}, was {actual?.ToJsonString() ?? "nothing"}";

        private static JsonObject FrontOf(string template)
        {
            var source = new SourceText("x.prompt", template);
            return FrontMatter.Find(source, leadingComments: true) is { } matter && Yaml(template[matter.YamlStart..matter.YamlEnd]) is JsonObject front ? front : [];
        }

        private JsonObject? Extensions()
        {
            var context = new ReadingContext(new(), new(), ReferencedFiles.None, static _ => null) { FileName = "x" };
            var form = new DotpromptImporter(new("x.prompt", _template), context).Import();
            return form?.Find("metadata")?.Value.ToJson() is { } metadata ? JsonObject.Create(metadata) : null;
        }

        private JsonObject? Section(string key)
        {
            var section = JsonNode.Parse((test["options"]?[key] ?? _front[key] ?? new JsonObject()).ToJsonString())!.AsObject();
            if (section["schema"] is { } schema)
            {
                var named = (group["schemas"]?.AsObject() ?? []).ToDictionary(static s => s.Key, static s => JsonSerializer.SerializeToElement(s.Value));
                var diagnostics = new DiagnosticList();
                var text = schema.ToJsonString();
                var node = new JsonTreeReader(new("schema.json", text), diagnostics, new()).Read()!;
                section["schema"] = JsonNode.Parse(new PicoSchema(diagnostics, named).Convert(node)!.Value.GetRawText());
            }

            return section;
        }

        private JsonArray Messages()
        {
            var matter = FrontMatter.Find(new("x.prompt", _template), leadingComments: true);
            var body = _template[(matter?.BodyStart ?? 0)..];
            var translated = new HandlebarsTranspiler(new() { Partial = PartialOf, Root = "__inputs" }).Translate(matter is null ? body : body.Trim());
            var messages = new JsonArray();
            var (role, content) = ("user", new JsonArray());
            var placed = false;
            foreach (var piece in translated)
            {
                switch (piece)
                {
                    case PromptPiece.Role next:
                        Close();
                        role = next.Name;
                        break;
                    case PromptPiece.History:
                        Close();
                        placed = true;
                        foreach (var turn in History())
                        {
                            turn["metadata"] = new JsonObject { ["purpose"] = "history" };
                            messages.Add(turn);
                        }

                        role = "model";
                        break;
                    case PromptPiece.Media media:
                        var part = new JsonObject { ["url"] = Render(media.Url) };
                        if (media.Type is { } type)
                        {
                            part["contentType"] = Render(type);
                        }

                        content.Add(new JsonObject { ["media"] = part });
                        break;
                    case PromptPiece.Section section:
                        content.Add(new JsonObject { ["metadata"] = new JsonObject { ["purpose"] = section.Name, ["pending"] = true } });
                        break;
                    case PromptPiece.Text text when Render(text.Jinja) is var rendered && !string.IsNullOrWhiteSpace(rendered):
                        content.Add(new JsonObject { ["text"] = rendered });
                        break;
                    default:
                        break;
                }
            }

            Close();
            PlaceHistory();
            return messages;

            void Close()
            {
                if (content.Count > 0)
                {
                    messages.Add(new JsonObject { ["role"] = role, ["content"] = content });
                }

                content = [];
            }

            // Without {{history}} earlier turns come before a last user message, or at the end.
            void PlaceHistory()
            {
                if (placed)
                {
                    return;
                }

                var at = messages is [.., var last] && last!["role"]!.GetValue<string>() == "user" ? messages.Count - 1 : messages.Count;
                foreach (var turn in History().Reverse())
                {
                    messages.Insert(at, turn);
                }
            }
        }

        private IEnumerable<JsonObject> History() => ((test["data"]?["messages"] ?? group["data"]?["messages"])?.AsArray() ?? []).Select(static m => m!.DeepClone().AsObject());

        private static JsonSerializerOptions OptionsOf(int indent) => indent == 0
            ? JsonSerializerOptions.Default
            : new() { WriteIndented = true, IndentSize = indent, NewLine = "\n" };

        private string? PartialOf(string name) => (group["partials"]?[name] ?? group["resolverPartials"]?[name])?.GetValue<string>();

        private string Render(string jinja)
        {
            var options = new JinjaOptions { KeepTrailingNewline = true, TrimBlocks = true, LstripBlocks = true };
            // dotprompt's JSON has no spaces; Jinja2 leaves that to the environment too.
            options.Filters["tojson"] = static a => JsonSerializer.Serialize(a[0], OptionsOf((int)(a["indent"] as long? ?? 0)));
            var inputs = new JsonObject();
            foreach (var values in new[] { test["options"]?["input"]?["default"], _front["input"]?["default"], group["data"]?["input"], test["data"]?["input"] })
            {
                foreach (var (key, value) in values?.AsObject() ?? [])
                {
                    inputs[key] = value?.DeepClone();
                }
            }

            var context = inputs.DeepClone().AsObject();
            context["__inputs"] = inputs;
            foreach (var (key, value) in test["data"]?["context"]?.AsObject() ?? [])
            {
                context[key] = value?.DeepClone();
            }

            return new JinjaEnvironment(options).Parse(jinja).Render(JsonSerializer.SerializeToElement(context), TestContext.Current.CancellationToken);
        }
    }
}
