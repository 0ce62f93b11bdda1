using System.Text.Json;
using Microsoft.Extensions.Options;
using Skills.Engine.Compilation;
using Skills.Engine.Inputs;
using Skills.Jinja;

namespace Skills.Engine.Prompts;

/// <summary>Step 3: renders a skill's messages with Jinja2. Roles are taken from the skill, never from rendered text.</summary>
internal sealed class PromptRenderer(CompiledInputs inputs, IOptions<SkillsEngineOptions> options) : IPromptRenderer
{
    private readonly int _maxCharacters = options.Value.MaxPromptCharacters;
    private readonly MediaLimits _media = new(options.Value.Media);
    private readonly PerSkill<SkillTemplates> _templates = new(
        skill => new(skill, options.Value.MaxPromptCharacters, skill.Undefined == UndefinedBehavior.Schema ? inputs.NamesOf(skill) : null),
        options.Value.MaxCompiledSkills);

    public RenderedPrompt Render(Skill skill, JsonElement inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(skill);

        try
        {
            var prompt = new RenderedPrompt(_templates.Get(skill).Render(inputs, cancellationToken));
            _media.Check(prompt.Messages);
            var length = 0L;
            for (var i = 0; i < prompt.Messages.Count; i++)
            {
                length += prompt.Messages[i].Text.Length;
            }

            return length <= _maxCharacters
                ? prompt
                : throw new PromptRenderException("template.too_long", "", FormattableString.Invariant($"The rendered prompt has {length:N0} characters; the limit SkillsEngineOptions.MaxPromptCharacters is {_maxCharacters:N0}."));
        }
        catch (JinjaException problem)
        {
            throw new PromptRenderException(CodeOf(problem), $"{problem.TemplateName}:{problem.Line}:{problem.Column}", problem.Message, problem);
        }
    }

    private static string CodeOf(JinjaException problem) => $"template.{JsonNamingPolicy.SnakeCaseLower.ConvertName(problem.Kind.ToString())}";
}
