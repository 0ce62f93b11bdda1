using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import;

/// <summary>Turns the pieces of a foreign prompt into messages of our form.</summary>
internal sealed class PieceMessages(SourceText source, int origin, DiagnosticList diagnostics)
{
    private readonly List<SkillNode> _messages = [];
    private readonly List<PromptPiece> _parts = [];
    private string _role = "user";

    /// <summary>Adds <c>prompt</c> or <c>messages</c>.</summary>
    public void AddTo(FormBuilder form, IReadOnlyList<PromptPiece> pieces, string firstRole = "user")
    {
        _role = firstRole;
        foreach (var piece in pieces)
        {
            Take(piece);
        }

        Close();
        if (_messages is [MapNode { Entries: [var role, var content] }] && role is { Key.Text: "role", Value: ScalarNode { Text: "user" } } && content.Value is ScalarNode)
        {
            form.Add("prompt", content.Value);
        }
        else if (_messages.Count > 0)
        {
            form.Add("messages", FormBuilder.List(At(0), _messages));
        }
    }

    private void Take(PromptPiece piece)
    {
        switch (piece)
        {
            case PromptPiece.Role role:
                Close();
                _role = RoleOf(role);
                break;
            case PromptPiece.History history:
                Close();
                _messages.Add(new FormBuilder(At(history.Offset)).Add("history", history.Input).Build());
                break;
            case PromptPiece.Section section:
                diagnostics.Add(SkillDiagnosticCode.NotCarried, source, origin + section.Offset, 1, $"The section '{section.Name}' has no counterpart; its text was kept, its mark left out.");
                break;
            default:
                _parts.Add(piece);
                break;
        }
    }

    private string RoleOf(PromptPiece.Role role)
    {
        switch (role.Name.ToUpperInvariant())
        {
            case "SYSTEM" or "DEVELOPER":
                return "system";
            case "USER":
                return "user";
            case "ASSISTANT" or "MODEL":
                return "assistant";
            default:
                diagnostics.Add(SkillDiagnosticCode.ForeignSyntax, source, origin + role.Offset, 1, $"A message of the role '{role.Name}' cannot be translated; roles are system, user and assistant.");
                return "user";
        }
    }

    private void Close()
    {
        var parts = _parts.Where(static p => p is PromptPiece.Media || p is PromptPiece.Text { Jinja: var text } && !string.IsNullOrWhiteSpace(text)).ToList();
        _parts.Clear();
        if (parts.Count == 0)
        {
            return;
        }

        var at = At(parts[0].Offset);
        var message = new FormBuilder(at).Add("role", _role);
        if (parts.TrueForAll(static p => p is PromptPiece.Text))
        {
            message.Add("content", string.Concat(parts.Cast<PromptPiece.Text>().Select(static t => t.Jinja)).Trim('\r', '\n'));
        }
        else
        {
            message.Add("content", FormBuilder.List(at, parts.Select(Part)));
        }

        _messages.Add(message.Build());
    }

    private SkillNode Part(PromptPiece piece) => piece is PromptPiece.Media media
        ? new FormBuilder(At(media.Offset)).Add("media", new FormBuilder(At(media.Offset)).Add("url", media.Url).Add("mime", media.Type is { } type && !type.Contains("{{", StringComparison.Ordinal) ? type : null)).Build()
        : new FormBuilder(At(piece.Offset)).Add("text", ((PromptPiece.Text)piece).Jinja).Build();

    private ScalarNode At(int offset) => new(source, origin + offset, origin + offset + 1, "", ScalarKind.String, ScalarStyle.Generated);
}
