package merit.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a share strictly between 0 and 1, so that one that is none is refused before any work. */
final class Share implements ITypeConverter<Double> {
    @Override
    public Double convert(String word) {
        double share;
        try {
            share = Double.parseDouble(word);
        } catch (NumberFormatException e) {
            share = Double.NaN;
        }
        if (!(share > 0 && share < 1)) {
            throw new TypeConversionException("found " + word + ", need a share between 0 and 1, such as 0.95 or 0.05");
        }
        return share;
    }
}
