using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Skills.Engine.Outputs;

namespace Skills.Engine.Execution;

/// <summary>Decides whether and how a model is asked again, by the class of the failure. Never plans a request that was sent before.</summary>
internal sealed class ReaskPlanner(OutputValidator validator)
{
    private const int LongestQuote = 8000;

    public ReaskPlan? Plan(ReaskRequest request)
    {
        if (!MayAskAgain(request))
        {
            return null;
        }

        var plan = request.Output.Failure switch
        {
            OutputFailure.Refused or OutputFailure.Filtered or OutputFailure.ToolCalls => null,
            OutputFailure.Truncated => Truncated(request),
            OutputFailure.Violations => Violations(request, "violations", request.Output.Errors),
            OutputFailure.None => request.Rules is { Retry: true } rules ? Violations(request, "rules", rules.Errors) : null,
            OutputFailure.Empty => Full(request, ReaskPlan.Empty, "Your last answer was empty. Answer the task now."),
            OutputFailure.Ambiguous => Full(request, "ambiguous", "Your last answer contains several different values, so it is not clear which one is meant. Give exactly one."),
            _ => Full(request, "syntax", "Your last answer could not be read. " + string.Join(' ', request.Output.Errors.Select(ModelText.Of))),
        };

        return plan is not null && request.Sent.Contains(plan.Fingerprint) ? null : plan;
    }

    /// <summary>Identifies a request by what is sent, so that a caller can put the first one into <see cref="ReaskRequest.Sent"/>.</summary>
    public static string FingerprintOf(IReadOnlyList<ModelMessage> messages, ModelOptions options)
    {
        var text = new StringBuilder();
        foreach (var message in messages)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(int)message.Role}:{message.Text.Length}:{message.Text}");
        }

        text.Append(CultureInfo.InvariantCulture, $"|{options.MaxOutputTokens}|{options.Temperature}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static bool MayAskAgain(ReaskRequest request) =>
        request.AttemptsLeft > 0
        && (request.Output.IsValid || request.Skill.Output.OnInvalid != InvalidOutputAction.Fail)
        && !(request.TimeLeft is { } time && (time <= TimeSpan.Zero || request.LastDuration > time))
        && !(request.CostLeftUsd is { } money && (money <= 0 || request.LastCostUsd > money));

    private ReaskPlan? Truncated(ReaskRequest request)
    {
        if (request.Reply.StopReason == StopReason.ContextWindow)
        {
            return null;
        }

        var now = request.Options.MaxOutputTokens;
        if (now is { } limit && request.ModelMaxOutputTokens is { } most && limit < most)
        {
            // Reasoning counts within the limit: where it took all the room, the answer needs as much again beside it.
            var wanted = string.IsNullOrWhiteSpace(request.Reply.Text) ? Math.Max(limit * 2L, limit + (4 * (request.Reply.Usage?.Reasoning ?? 0))) : limit * 2L;
            var larger = request.Options with { MaxOutputTokens = (int)Math.Min(most, wanted) };
            return Create(request, "truncated", request.Messages, larger, output: null, static check => check);
        }

        // A second continuation goes on from all that there is, not from the last piece alone.
        var begun = (request.Output.Reply ?? request.Reply).Text;
        if (string.IsNullOrWhiteSpace(begun))
        {
            return null;
        }

        ModelMessage[] messages =
        [
            .. request.Messages,
            new(MessageRole.Assistant, begun),
            new(MessageRole.User, "Your answer was cut off. Continue it exactly where it stops, with the next character. Repeat nothing and add no remark."),
        ];

        return Create(request, "truncated", messages, request.Options, output: null, check => Joined(request.Skill, begun, check));
    }

    private OutputValidation Joined(Skill skill, string begun, OutputValidation rest) =>
        rest.Reply is not { } reply || rest.Failure is OutputFailure.Refused or OutputFailure.Filtered or OutputFailure.Empty or OutputFailure.ToolCalls
            ? rest
            : validator.Validate(skill, reply with { Text = begun + reply.Text });

    private static ReaskPlan Full(ReaskRequest request, string failureClass, string complaint)
    {
        var messages = Conversation(request, complaint + "\n\n" + SchemaText.Instructions(request.Skill.OutputSchema, request.Skill.Output.Format));
        return Create(request, failureClass, messages, request.Options, output: null, static check => check);
    }

    private ReaskPlan Violations(ReaskRequest request, string failureClass, IReadOnlyList<SkillError> errors)
    {
        if (request.Skill.Output.Reask == ReaskContext.Full
            || Question(request, failureClass == "rules", errors) is not { } question)
        {
            return Full(request, failureClass, "Your last answer breaks what was asked:\n" + Bullets(errors));
        }

        IReadOnlyList<ModelMessage> messages = request.Skill.Output.Reask == ReaskContext.Auto
            ? Conversation(request, question.Text)
            : [new(MessageRole.User, question.Text)];

        return Create(
            request,
            failureClass,
            messages,
            request.Options,
            new OutputContract("correction", question.Schema),
            check => question.Merge(validator, request.Skill, check));
    }

    // The task, the model's last answer and the complaint. Roles alternate: without an answer, the complaint joins the task.
    private static List<ModelMessage> Conversation(ReaskRequest request, string complaint)
    {
        var messages = new List<ModelMessage>(request.Messages);
        if (!string.IsNullOrWhiteSpace(request.Reply.Text))
        {
            messages.Add(new(MessageRole.Assistant, Shorten(request.Reply.Text)));
        }

        if (messages is [.., { Role: MessageRole.User } last])
        {
            messages[^1] = last with { Text = $"{last.Text}\n\n{complaint}" };
        }
        else
        {
            messages.Add(new(MessageRole.User, complaint));
        }

        return messages;
    }

    private static PartialQuestion? Question(ReaskRequest request, bool byRules, IReadOnlyList<SkillError> errors) => byRules
        ? PartialQuestion.From(request.Skill, request.Rules!.Outputs, [.. request.Output.Edits, .. request.Rules.Edits], errors)
        : PartialQuestion.From(request.Skill, request.Output.Value, request.Output.Edits, errors);

    private static ReaskPlan Create(
        ReaskRequest request,
        string failureClass,
        IReadOnlyList<ModelMessage> messages,
        ModelOptions options,
        OutputContract? output,
        Func<OutputValidation, OutputValidation> merge) =>
        new(
            failureClass,
            messages,
            options,
            output,
            request.Skill.Output.StrongerModelLast && request.AttemptsLeft == 1,
            FingerprintOf(messages, options),
            merge);

    internal static string Bullets(IEnumerable<SkillError> errors) =>
        string.Join('\n', errors.Select(static e => e.Path.Length == 0 ? $"- {ModelText.Of(e)}" : $"- {e.Path}: {ModelText.Of(e)}"));

    private static string Shorten(string text) => text.Length <= LongestQuote
        ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, LongestQuote / 2)}\n[… {text.Length - LongestQuote} characters left out …]\n{text.AsSpan(text.Length - (LongestQuote / 2))}");
}
