internal static partial class Ambient
{
    public static ModelMedia contract => null!;
}
