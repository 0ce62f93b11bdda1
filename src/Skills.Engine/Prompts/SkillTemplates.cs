using System.Text.Json;
using Skills.Engine.Outputs;
using Skills.Jinja;
using Skills.JsonSchema;

namespace Skills.Engine.Prompts;

/// <summary>A skill's messages, compiled once. Thread-safe.</summary>
internal sealed class SkillTemplates
{
    private const string MainName = "prompt";

    private readonly CompiledMessage[] _messages;
    private readonly string _outputSchema;

    /// <param name="skill">The skill.</param>
    /// <param name="maxCharacters">Longest prompt.</param>
    /// <param name="inputs">What its templates may name; null when that is not checked.</param>
    public SkillTemplates(Skill skill, int maxCharacters, SchemaView? inputs)
    {
        var environment = new JinjaEnvironment(OptionsFor(skill, maxCharacters));
        IReadOnlyList<SkillMessage> messages = (skill.PromptTemplate, skill.Messages.Count) switch
        {
            ({ } only, 0) => [new() { Content = only }],
            (null, > 0) => skill.Messages,
            ({ }, _) => throw new PromptRenderException("template.ambiguous", "", "The skill has both PromptTemplate and Messages; keep one."),
            _ => throw new PromptRenderException("template.missing", "", "The skill has neither PromptTemplate nor Messages, so there is nothing to ask."),
        };

        _outputSchema = skill.OutputSchema is { } schema ? SchemaText.Render(schema) : "";
        _messages = [.. messages.Select((message, index) => Compile(environment, message, messages.Count == 1 ? MainName : $"messages[{index}]"))];
        if (inputs is not null)
        {
            TemplateNames.Check(_messages.SelectMany(static m => m.Templates), inputs);
        }

        PlaceExamples(skill);
    }

    public IReadOnlyList<ModelMessage> Render(JsonElement inputs, CancellationToken cancellationToken)
    {
        var others = new PromptNames(inputs, _outputSchema);
        var rendered = new List<ModelMessage>(_messages.Length);
        foreach (var message in _messages)
        {
            if (message.When?.EvaluateBool(inputs, others, cancellationToken) != false)
            {
                message.Append(rendered, inputs, others, cancellationToken);
            }
        }

        return rendered.Count > 0
            ? rendered
            : throw new PromptRenderException("template.empty", "", "Every message of the skill was left out by its condition, so there is nothing to ask.");
    }

    // An example's user turn is the skill's own last user message, rendered with the example's input.
    private void PlaceExamples(Skill skill)
    {
        var question = _messages.OfType<TextMessage>().LastOrDefault(static m => m.Role == MessageRole.User)?.Template;
        foreach (var place in _messages.OfType<ExamplesMessage>())
        {
            place.Turns = [.. skill.Examples.SelectMany(example => new ModelMessage[]
            {
                new(MessageRole.User, question?.Render(example.Input, new PromptNames(example.Input, _outputSchema), CancellationToken.None) ?? example.Input.GetRawText()),
                new(MessageRole.Assistant, example.Output.ValueKind == JsonValueKind.String ? example.Output.GetString()! : example.Output.GetRawText()),
            })];
        }
    }

    // The predecessor's environment by default, since prompts are shared with it: trim_blocks and lstrip_blocks on, autoescape off.
    private static JinjaOptions OptionsFor(Skill skill, int maxCharacters)
    {
        var options = new JinjaOptions
        {
            TrimBlocks = skill.Whitespace == TemplateWhitespace.Trim,
            LstripBlocks = skill.Whitespace == TemplateWhitespace.Trim,
            PlainToJson = false,
            Undefined = skill.Undefined == UndefinedBehavior.Error || (skill.Undefined == UndefinedBehavior.Schema && skill.InputSchema is null)
                ? JinjaUndefined.Strict
                : JinjaUndefined.Default,
            Loader = new JinjaMemoryLoader(skill.Partials),
        };
        options.Limits = options.Limits with { MaxOutputLength = maxCharacters };
        return options;
    }

    private static bool IsName(string text) => text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static CompiledMessage Compile(JinjaEnvironment environment, SkillMessage message, string name)
    {
        var when = message.When is { } condition ? environment.CompileExpression(condition) : null;
        return message switch
        {
            { Examples: true } => new ExamplesMessage(when),
            { History: { } history } => new HistoryMessage(when, history, message.Last),
            { Parts.Count: > 0 } => new PartsMessage(
                when,
                message.Role,
                [.. message.Parts.Select((part, index) => new CompiledPart(
                    part.Text is { } text ? environment.Parse(text, $"{name}.content[{index}]") : null,
                    part.MediaUrl is { } url ? environment.Parse(url, $"{name}.content[{index}]") : null,
                    part) { Input = part.MediaInput is { } input && IsName(input) ? environment.Parse($"{{{{ {input} }}}}", $"{name}.content[{index}]") : null })],
                message.CacheBreakpoint),
            _ => new TextMessage(when, message.Role, environment.Parse(message.Content ?? "", name), message.CacheBreakpoint),
        };
    }
}
