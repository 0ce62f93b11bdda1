internal static partial class Ambient
{
    public static Triage triage => null!;
}

[SkillFile("triage.skill.yaml")]
public sealed partial class Triage;
