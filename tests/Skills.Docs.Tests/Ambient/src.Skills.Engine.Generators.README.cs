internal static partial class Ambient
{
    public static TicketTriage triage => null!;
}

[SkillFile("ticket-triage.skill.yaml")]
public sealed partial class TicketTriage;
