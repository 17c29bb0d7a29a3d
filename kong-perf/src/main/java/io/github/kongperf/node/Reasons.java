package io.github.kongperf.node;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why something could not be done with a file, in words: the exceptions of files say it by their class only. */
public final class Reasons {

    private Reasons() {}

    public static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return e.getMessage() + " is not there";
        }
        if (e instanceof AccessDeniedException) {
            return e.getMessage() + " may not be accessed";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return e.getMessage() + " is a folder that is not empty";
        }
        if (e instanceof FileAlreadyExistsException) {
            return e.getMessage() + " is there already";
        }
        if (e instanceof NotDirectoryException) {
            return e.getMessage() + " is not a folder";
        }
        String message = String.valueOf(e.getMessage());
        return e instanceof FileSystemException
                        || e instanceof FileNotFoundException
                        || e.getClass() == IOException.class
                ? message
                : e.getClass().getSimpleName() + ": " + message;
    }
}
